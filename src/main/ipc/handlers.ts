import { app, clipboard } from "electron";
import { type ImportPresets, ImportService } from "#main/datasets";
import type { Logger, LogReader } from "#main/platform";
import { appHandlers, type AppHandlerDependencies } from "./app-handlers.ts";
import { cacheHandlers } from "./cache-handlers.ts";
import { comparisonHandlers } from "./comparison-handlers.ts";
import { diagnosticsHandlers } from "./diagnostics-handlers.ts";
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
import type { RequestCounts } from "./request-counts.ts";

export interface HandlerDependencies extends AppHandlerDependencies {
  readonly grants: Grants;
  readonly presets: ImportPresets;
  readonly logger: Logger;
  readonly log: LogReader;
  readonly requestCounts: RequestCounts;
}

/** What each request of the contract does: a file per capability, put together here. */
export function createHandlers({
  grants,
  presets,
  logger,
  log,
  requestCounts,
  ...rest
}: HandlerDependencies): Handlers {
  const { core, settings, samples } = rest;
  const { datasets, reader } = core;
  const imports = new ImportService({ reader, datasets, presets, logger });
  const visits = new PageVisits<Electron.WebContents>((visit) => {
    core.background.leave(visit.id);
    datasets.closeAll(visit);
  });
  return {
    ...appHandlers(rest),
    ...diagnosticsHandlers({
      diagnostics: core.diagnostics,
      pageTimes: core.pageTimes,
      cache: core.cache,
      log,
      requestCounts,
      metrics: () => app.getAppMetrics(),
      writeClipboard: (text) => clipboard.writeText(text),
      wallNow: Date.now,
      logger,
    }),
    ...fileHandlers({ grants, samples }),
    ...datasetHandlers({ core, imports, visits, grants }),
    ...forecastHandlers(core, grants, visits),
    ...comparisonHandlers(core),
    ...exportHandlers(core, imports),
    ...cacheHandlers({ cache: core.cache, settings, wallNow: Date.now }),
    ...methodHandlers(core),
    ...modelHandlers(core.modelAdmin, grants),
    ...jobHandlers(core),
  };
}
