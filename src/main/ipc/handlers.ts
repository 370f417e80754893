import { type ImportPresets, ImportService } from "#main/datasets";
import { appHandlers, type AppHandlerDependencies } from "./app-handlers.ts";
import { cacheHandlers } from "./cache-handlers.ts";
import { datasetHandlers } from "./dataset-handlers.ts";
import { exportHandlers } from "./export-handlers.ts";
import { fileHandlers } from "./file-handlers.ts";
import { forecastHandlers } from "./forecast-handlers.ts";
import type { Grants } from "./grants.ts";
import type { Handlers } from "./ipc-main.ts";
import { modelHandlers } from "./model-handlers.ts";
import { PageVisits } from "./page-visits.ts";

export interface HandlerDependencies extends AppHandlerDependencies {
  readonly grants: Grants;
  readonly presets: ImportPresets;
}

/** What each request of the contract does: a file per capability, put together here. */
export function createHandlers({ grants, presets, ...dependencies }: HandlerDependencies): Handlers {
  const { host, settings, logger, samples } = dependencies;
  const { datasets } = host;
  const imports = new ImportService({ reader: host, datasets, presets, logger });
  const visits = new PageVisits<Electron.WebContents>((visit) => {
    host.leave(visit.id);
    datasets.closeAll(visit);
  });
  return {
    ...appHandlers(dependencies),
    ...fileHandlers({ grants, samples }),
    ...datasetHandlers({ host, imports, visits, grants }),
    ...forecastHandlers(host, grants, visits),
    ...exportHandlers(host, imports),
    ...cacheHandlers({ cache: host.cache, settings, wallNow: Date.now }),
    ...modelHandlers(host.modelAdmin, grants),
  };
}
