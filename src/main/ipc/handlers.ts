import { type ImportPresets, ImportService } from "#main/datasets";
import { appHandlers, type AppHandlerDependencies } from "./app-handlers.ts";
import { cacheHandlers } from "./cache-handlers.ts";
import { comparisonHandlers } from "./comparison-handlers.ts";
import { correctionHandlers } from "./correction-handlers.ts";
import { datasetHandlers } from "./dataset-handlers.ts";
import { exportHandlers } from "./export-handlers.ts";
import { fileHandlers } from "./file-handlers.ts";
import { forecastHandlers } from "./forecast-handlers.ts";
import type { Grants } from "./grants.ts";
import type { Handlers } from "./ipc-main.ts";
import { jobHandlers } from "./job-handlers.ts";
import { methodHandlers } from "./method-handlers.ts";
import { modelHandlers } from "./model-handlers.ts";
import { PageVisits } from "./page-visits.ts";
import { SavedFiles } from "./saved-files.ts";

export interface HandlerDependencies extends AppHandlerDependencies {
  readonly grants: Grants;
  readonly presets: ImportPresets;
}

/** What each request of the contract does: a file per capability, put together here. */
export function createHandlers({ grants, presets, ...dependencies }: HandlerDependencies): Handlers {
  const { core, settings, logger, samples } = dependencies;
  const { corrections, datasets, reader } = core;
  const imports = new ImportService({ reader, datasets, corrections, presets, logger });
  const visits = new PageVisits<Electron.WebContents>((visit) => {
    core.background.leave(visit.id);
    datasets.closeAll(visit);
  });
  const saved = new SavedFiles();
  return {
    ...appHandlers(dependencies),
    ...fileHandlers({ grants, samples }),
    ...datasetHandlers({ core, imports, visits, grants }),
    ...correctionHandlers({ core, visits, grants, saved }),
    ...forecastHandlers(core, grants, visits),
    ...comparisonHandlers(core),
    ...exportHandlers(core, imports, saved),
    ...cacheHandlers({ cache: core.cache, settings, wallNow: Date.now }),
    ...methodHandlers(core),
    ...modelHandlers(core.modelAdmin, grants),
    ...jobHandlers(core),
  };
}
