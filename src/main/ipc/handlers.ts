import { app, clipboard } from "electron";
import { type ImportPresets, ImportService } from "#main/datasets";
import type { Core } from "#main/core";
import type { Logger, LogReader, SettingsStore } from "#main/platform";
import { appHandlers } from "./app-handlers.ts";
import { availabilityHandlers } from "./availability-handlers.ts";
import { cacheHandlers } from "./cache-handlers.ts";
import { comparisonHandlers } from "./comparison-handlers.ts";
import { correctionHandlers } from "./correction-handlers.ts";
import { diagnosticsHandlers } from "./diagnostics-handlers.ts";
import { datasetHandlers } from "./dataset-handlers.ts";
import { exportHandlers } from "./export-handlers.ts";
import { forecastHandlers } from "./forecast-handlers.ts";
import type { Grants } from "./grants.ts";
import type { CoreHandlers } from "./ipc-main.ts";
import { jobHandlers } from "./job-handlers.ts";
import { methodHandlers } from "./method-handlers.ts";
import { modelHandlers } from "./model-handlers.ts";
import { profileHandlers } from "./profile-handlers.ts";
import { PageVisits } from "./page-visits.ts";
import type { RequestCounts } from "./request-counts.ts";
import { versionsHandlers } from "./versions-handlers.ts";
import { SavedFiles } from "./saved-files.ts";

export interface HandlerDependencies {
  readonly core: Core;
  readonly settings: SettingsStore;
  readonly logger: Logger;
  readonly grants: Grants;
  readonly presets: ImportPresets;
  readonly log: LogReader;
  readonly requestCounts: RequestCounts;
}

/** What each request of the contract does that the core answers: a file per capability, put together here. */
export function createHandlers({
  core,
  settings,
  logger,
  grants,
  presets,
  log,
  requestCounts,
}: HandlerDependencies): CoreHandlers {
  const { corrections, datasets, reader } = core;
  const imports = new ImportService({ reader, datasets, corrections, presets, logger });
  const visits = new PageVisits<Electron.WebContents>((visit) => {
    core.background.leave(visit.id);
    datasets.closeAll(visit);
  });
  const saved = new SavedFiles();
  return {
    ...appHandlers(),
    ...diagnosticsHandlers({
      diagnostics: core.diagnostics,
      pageTimes: core.pageTimes,
      cache: core.cache,
      log,
      requestCounts,
      metrics: () => app.getAppMetrics(),
      writeClipboard: (text) => clipboard.writeText(text),
      wallNow: Date.now,
    }),
    ...datasetHandlers({ core, imports, visits, grants }),
    ...correctionHandlers({ core, visits, grants, saved }),
    ...forecastHandlers(core, grants, visits),
    ...comparisonHandlers(core),
    ...availabilityHandlers(core),
    ...exportHandlers(core, imports, saved),
    ...cacheHandlers({ cache: core.cache, settings, wallNow: Date.now }),
    ...methodHandlers(core),
    ...modelHandlers(core.modelAdmin, grants),
    ...jobHandlers(core),
    ...profileHandlers(core),
    ...versionsHandlers(core),
  };
}
