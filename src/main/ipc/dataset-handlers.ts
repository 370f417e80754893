/** Requests about imports and what is open. */
import { CancelledError } from "#engine/errors";
import type { ForecastHost } from "#main/core";
import type { Imports } from "#main/datasets";
import type { Grants } from "./grants.ts";
import { sendEvent, type Handlers } from "./ipc-main.ts";
import type { PageVisits } from "./page-visits.ts";

export interface DatasetHandlerDependencies {
  readonly host: ForecastHost;
  readonly imports: Imports;
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
  host,
  imports,
  visits,
  grants,
}: DatasetHandlerDependencies): Pick<Handlers, DatasetRequest> {
  return {
    "dataset:import": async ({ grant, options }, { requestId, signal, sender }) => {
      const visit = visits.of(sender);
      const dataset = await imports.import(grants.pathOf(grant), options, {
        signal,
        onImportProgress: (progress) =>
          sendEvent(sender, { name: "import:progress", payload: { requestId, ...progress } }),
      });
      if (!visit.open(dataset.handle)) throw new CancelledError("user");
      return dataset;
    },
    "import:understood": async ({ grant }) => imports.understood(grants.pathOf(grant)),
    "repairs:list": async ({ dataset, code, from, count }) => imports.repairRows(dataset, code, from, count),
    "row:place": async ({ dataset, row, column }) => host.placeOfRow(dataset, row, column),
    "dataset:close": async ({ dataset }, { sender }) => {
      visits.of(sender).close(dataset);
      return {};
    },
    "series:values": async ({ dataset, series }) => host.values(dataset, series),
  };
}
