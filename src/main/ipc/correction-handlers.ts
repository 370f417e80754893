/** Requests about corrections of open datasets. */
import { basename, extname } from "node:path";
import { dialog } from "electron";
import type { RequestName, RequestValue } from "#contract/ipc";
import type { Core } from "#main/core";
import type { CorrectedDataset } from "#main/corrections";
import { importedDataset, seriesRows } from "#main/datasets";
import { saveFile } from "#main/platform";
import { chooseTarget, exportName } from "./choose-target.ts";
import type { ExportFolders } from "./export-folders.ts";
import type { Grants } from "./grants.ts";
import type { Handlers } from "./ipc-main.ts";
import type { PageVisits } from "./page-visits.ts";
import type { SavedFiles } from "./saved-files.ts";
import { windowOf } from "./window-of.ts";

type CorrectionRequest = Extract<RequestName, `corrections:${string}` | "series:rows">;

export interface CorrectionHandlerDependencies {
  readonly core: Pick<Core, "corrections" | "datasets">;
  readonly visits: PageVisits<Electron.WebContents>;
  readonly grants: Grants;
  readonly saved: SavedFiles;
  readonly folders: ExportFolders;
}

export function correctionHandlers({
  core: { corrections, datasets },
  visits,
  grants,
  saved,
  folders,
}: CorrectionHandlerDependencies): Pick<Handlers, CorrectionRequest> {
  return {
    "corrections:list": ({ dataset }) => corrections.list(dataset),
    "corrections:current": async ({ dataset }, { sender }) =>
      answerOf(await corrections.current(dataset, visits.of(sender))),
    "corrections:apply": async ({ dataset, ...changes }, { sender, signal }) =>
      answerOf(await corrections.apply(dataset, changes, visits.of(sender), signal)),
    "corrections:undo": async ({ dataset }, { sender, signal }) =>
      answerOf(await corrections.undo(dataset, visits.of(sender), signal)),
    "corrections:redo": async ({ dataset }, { sender, signal }) =>
      answerOf(await corrections.redo(dataset, visits.of(sender), signal)),
    "corrections:clear": async ({ dataset }, { sender, signal }) =>
      answerOf(await corrections.clear(dataset, visits.of(sender), signal)),
    "corrections:suggest": ({ dataset, series }, { signal }) => corrections.suggest(dataset, series, signal),
    "corrections:export": async ({ dataset }, { sender }) => {
      const text = await corrections.csv(dataset);
      const file = datasets.get(dataset).source?.name ?? "";
      const name = exportName(`${basename(file, extname(file))} corrections`, "csv");
      const path = await chooseTarget(
        sender,
        "Save the corrections",
        name,
        [{ name: "Table (CSV)", extensions: ["csv"] }],
        folders.of(datasets.get(dataset).source?.path ?? null),
      );
      if (path === null) return null;
      await saveFile(path, text);
      return saved.add(path);
    },
    "corrections:preview-import": async ({ dataset, grant }, { sender, signal }) => {
      const path = grant === undefined ? await chooseCorrections(sender) : await grants.readablePathOf(grant);
      if (path === null) return null;
      return { name: basename(path), ...(await corrections.preview(dataset, path, signal)) };
    },
    "corrections:sources": ({ dataset }) => corrections.sources(dataset),
    "corrections:preview-from": ({ dataset, source }, { signal }) => corrections.previewFrom(dataset, source, signal),
    "corrections:apply-from": async ({ dataset, source }, { sender, signal }) =>
      answerOf(await corrections.applyFrom(dataset, source, visits.of(sender), signal)),
    "series:rows": async ({ dataset, series, from, count }) =>
      seriesRows(datasets.series(dataset, series), corrections.original(dataset, series), from, count),
  };
}

function answerOf({ dataset, source, state, changed }: CorrectedDataset): RequestValue<"corrections:current"> {
  return { dataset: importedDataset(dataset, source), state, changed };
}

/** Null when the user closed the dialog. */
async function chooseCorrections(sender: Electron.WebContents): Promise<string | null> {
  const chosen = await dialog.showOpenDialog(windowOf(sender), {
    title: "Import corrections",
    properties: ["openFile"],
    filters: [
      { name: "Table (CSV)", extensions: ["csv", "tsv", "txt"] },
      { name: "All files", extensions: ["*"] },
    ],
  });
  const [path] = chosen.filePaths;
  return chosen.canceled || path === undefined ? null : path;
}
