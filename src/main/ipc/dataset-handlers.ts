/** Requests about imports and what is open. */
import { basename } from "node:path";
import type { ImportedDataset, ImportProgress } from "#domain/dataset";
import type { Core } from "#main/core";
import { placeOfRow, type ImportService } from "#main/datasets";
import type { FileContent, FileStamp } from "#main/sessions";
import type { Grants } from "./grants.ts";
import { sendEvent, type Handlers } from "./ipc-main.ts";
import type { PageVisits } from "./page-visits.ts";

export interface DatasetHandlerDependencies {
  readonly core: Core;
  readonly imports: ImportService;
  readonly visits: PageVisits<Electron.WebContents>;
  readonly grants: Grants;
  readonly arrivals: FileArrivals;
}

/** Whoever follows which files are opened. */
export interface FileArrivals {
  /** A file is about to be read. */
  begins(path: string): void;
  /** It was read, or refused (null). */
  ended(page: Electron.WebContents, path: string, read: ReadFile | null): void;
}

export interface ReadFile {
  readonly dataset: ImportedDataset;
  readonly stamp: FileStamp | null;
  readonly content: FileContent;
  readonly isOneShot: boolean;
}

type DatasetRequest =
  | "dataset:import"
  | "import:expected"
  | "import:understood"
  | "repairs:list"
  | "row:place"
  | "dataset:close"
  | "series:values";

export function datasetHandlers({
  core,
  imports,
  visits,
  grants,
  arrivals,
}: DatasetHandlerDependencies): Pick<Handlers, DatasetRequest> {
  return {
    "dataset:import": async ({ grant, options, scope, isOneShot = false }, { requestId, signal, sender }) => {
      const control = {
        signal,
        isOneShot,
        onImportProgress: (progress: Omit<ImportProgress, "requestId">) =>
          sendEvent(sender, { name: "import:progress", payload: { requestId, ...progress } }),
      };
      const path = await grants.readablePathOf(grant);
      // Before it is read: what changes meanwhile has changed since.
      const stamp = await grants.stampOf(grant);
      let read: ReadFile | null = null;
      const lost = grants.foundFor(grant);
      if (lost !== null) core.corrections.found(lost.path, path);
      arrivals.begins(path);
      try {
        const dataset = await imports.import(
          path,
          { options, scope, name: grants.nameOf(grant) },
          control,
          visits.of(sender),
        );
        const { base } = await core.corrections.logOf(dataset.handle);
        const content = { handle: base, shape: core.datasets.get(dataset.handle).dataset.shape };
        read = { dataset, stamp, content, isOneShot };
      } finally {
        arrivals.ended(sender, path, read);
      }
      const { dataset, content } = read;
      grants.wasRead(grant, stamp, content);
      if (lost !== null) {
        if (lost.content.shape === content.shape) core.moved(lost.path, path);
        const message = disagreement(lost, dataset.name, content);
        if (message !== null) sendEvent(sender, { name: "notice", payload: { level: "warning", message } });
      }
      if (!isOneShot) core.profiles.imported(dataset.handle, options === undefined ? "import" : "settings");
      return dataset;
    },
    "import:expected": async () => {
      core.reader.prepare();
      return {};
    },
    "import:understood": async ({ grant }, { sender }) => imports.understood(grants.pathOf(grant), visits.of(sender)),
    "repairs:list": async ({ dataset, code, from, count }) => imports.repairRows(dataset, code, from, count),
    "row:place": async ({ dataset, row, column }) => placeOfRow(core.datasets.get(dataset).dataset.series, row, column),
    "dataset:close": async ({ dataset }, { sender }) => {
      core.datasets.close(dataset, visits.of(sender));
      return {};
    },
    "series:values": async ({ dataset, series }) => core.datasets.seriesValues(dataset, series),
  };
}

/** What the user should know of a file that was found in the place of another; null where it has the same data. */
function disagreement(
  lost: { readonly path: string; readonly content: FileContent },
  name: string,
  content: FileContent,
): string | null {
  const before = basename(lost.path);
  if (lost.content.shape !== content.shape)
    return `“${name}” has other columns than “${before}” had: it may be another file.`;
  return lost.content.handle === content.handle ? null : `“${name}” has the columns of “${before}”, and other data.`;
}
