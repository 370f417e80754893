/** Requests that end in a grant: the open dialog and the samples. */
import { dialog } from "electron";
import { EngineError } from "#domain/errors";
import type { Grants } from "./grants.ts";
import type { Handlers } from "./ipc-main.ts";
import type { SampleFile } from "./samples.ts";
import { windowOf } from "./window-of.ts";

export interface FileHandlerDependencies {
  readonly grants: Grants;
  readonly samples: readonly SampleFile[];
}

/** Without .xls: it may hold a page or XML that is read, but a workbook of that name is not. */
const readableExtensions = [
  ...["csv", "tsv", "tab", "txt", "xlsx", "ods", "fods", "parquet", "arrow", "feather"],
  ...["json", "jsonl", "ndjson", "xml", "html", "htm", "xls", "tsf", "gz", "zip"],
];

export function fileHandlers({
  grants,
  samples,
}: FileHandlerDependencies): Pick<Handlers, "file:choose" | "sample:open"> {
  return {
    "file:choose": async (_args, { sender }) => {
      const chosen = await dialog.showOpenDialog(windowOf(sender), {
        title: "Open a file",
        properties: ["openFile"],
        filters: [
          { name: "Tables", extensions: readableExtensions },
          { name: "All files", extensions: ["*"] },
        ],
      });
      const path = chosen.filePaths[0];
      return chosen.canceled || path === undefined ? null : grants.open(path);
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
