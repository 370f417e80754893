/** Requests about imports and what is open. */
import type { ImportProgress } from "#domain/dataset";
import type { Core } from "#main/core";
import { placeOfRow, type ImportService } from "#main/datasets";
import type { Grants } from "./grants.ts";
import { sendEvent, type Handlers } from "./ipc-main.ts";
import type { PageVisits } from "./page-visits.ts";

export interface DatasetHandlerDependencies {
  readonly core: Core;
  readonly imports: ImportService;
  readonly visits: PageVisits<Electron.WebContents>;
  readonly grants: Grants;
}

type DatasetRequest =
  | "dataset:import"
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
}: DatasetHandlerDependencies): Pick<Handlers, DatasetRequest> {
  return {
    "dataset:import": async ({ grant, options, scope, isOneShot = false }, { requestId, signal, sender }) => {
      const control = {
        signal,
        isOneShot,
        onImportProgress: (progress: Omit<ImportProgress, "requestId">) =>
          sendEvent(sender, { name: "import:progress", payload: { requestId, ...progress } }),
      };
      const path = grants.pathOf(grant);
      // Before it is read: what changes meanwhile has changed since.
      const stamp = await grants.stampOf(grant);
      const dataset = await imports.import(path, { options, scope }, control, visits.of(sender));
      grants.wasRead(grant, stamp);
      if (!isOneShot) core.profiles.imported(dataset.handle, options === undefined ? "import" : "settings");
      return dataset;
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
