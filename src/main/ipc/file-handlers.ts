/** Requests that end in a grant, and what became of granted files. */
import { basename, dirname } from "node:path";
import { clipboard, dialog, type FileFilter } from "electron";
import { type AppError, EngineError, toPlainError } from "#domain/errors";
import type { Grant } from "#contract/ipc";
import { projectExtension } from "#domain/project";
import type { PlaceRules } from "#main/policy";
import type { Grants } from "./grants.ts";
import type { Handlers } from "./ipc-main.ts";
import { keepPasted } from "./pasted-data.ts";
import type { SampleFile } from "./samples.ts";
import type { SavedFiles } from "./saved-files.ts";
import { windowOf } from "./window-of.ts";

export interface FileHandlerDependencies {
  readonly grants: Grants;
  readonly samples: readonly SampleFile[];
  readonly saved: SavedFiles;
  /** Folder of what was pasted. */
  readonly pasted: string;
  readonly places: Pick<PlaceRules, "requirePaste">;
}

/** Without .xls: it may hold a page or XML that is read, but a workbook of that name is not. */
export const readableExtensions = [
  ...["csv", "tsv", "tab", "txt", "xlsx", "ods", "fods", "parquet", "arrow", "feather"],
  ...["json", "jsonl", "ndjson", "xml", "html", "htm", "xls", "tsf", "gz", "zip"],
  ...["sqlite", "sqlite3", "db"],
];

type FileRequest = "file:choose" | "file:check" | "file:locate" | "file:paste" | "sample:open";

export function fileHandlers({
  grants,
  samples,
  saved,
  pasted,
  places,
}: FileHandlerDependencies): Pick<Handlers, FileRequest> {
  return {
    "file:choose": async (_args, { sender }) => {
      const chosen = await dialog.showOpenDialog(windowOf(sender), {
        title: "Open files",
        properties: ["openFile", "multiSelections"],
        filters: tableFilters(),
      });
      const files: Grant[] = [];
      const refused: { name: string; error: AppError }[] = [];
      for (const path of chosen.canceled ? [] : chosen.filePaths) {
        try {
          files.push(await grants.open(path));
        } catch (error) {
          refused.push({ name: basename(path), error: toPlainError(error) });
        }
      }
      return { files, refused };
    },
    "file:check": ({ grants: asked }) => Promise.all(asked.map((grant) => grants.stateOf(grant))),
    "file:locate": async ({ grant }, { sender }) => {
      const before = grants.pathOf(grant);
      const chosen = await dialog.showOpenDialog(windowOf(sender), {
        title: `Where is ${basename(before)}?`,
        defaultPath: dirname(before),
        properties: ["openFile"],
        filters: tableFilters(),
      });
      const [path] = chosen.filePaths;
      return chosen.canceled || path === undefined ? null : grants.found(path, grant);
    },
    "file:paste": async () => {
      places.requirePaste();
      const { path, name } = await keepPasted(clipboard, pasted, new Date());
      return { grant: await grants.open(path, name), kept: saved.add(path) };
    },
    "sample:open": async ({ id }) => {
      const sample = samples.find((known) => known.id === id);
      if (sample === undefined) {
        throw new EngineError("file-not-found", "This sample is not part of the application.");
      }
      return grants.open(sample.path);
    },
  };
}

function tableFilters(): FileFilter[] {
  return [
    { name: "Tables and projects", extensions: [...readableExtensions, projectExtension] },
    { name: "All files", extensions: ["*"] },
  ];
}
