import { app, clipboard, shell } from "electron";
import { type ImportPresets, ImportService } from "#main/datasets";
import type { Core } from "#main/core";
import type { Projects } from "#main/projects";
import type { RecentFiles, StoredSession, WindowSessions } from "#main/sessions";
import { type Logger, type CrashReports, type LogReader, type SettingsStore, systemLocale } from "#main/platform";
import type { Policy } from "#domain/policy";
import { appHandlers } from "./app-handlers.ts";
import { availabilityHandlers } from "./availability-handlers.ts";
import { cacheHandlers } from "./cache-handlers.ts";
import { comparisonHandlers } from "./comparison-handlers.ts";
import { correctionHandlers } from "./correction-handlers.ts";
import { diagnosticsHandlers } from "./diagnostics-handlers.ts";
import { datasetHandlers } from "./dataset-handlers.ts";
import { copyHandlers } from "./copy-handlers.ts";
import { ExportFolders } from "./export-folders.ts";
import { exportHandlers } from "./export-handlers.ts";
import { forecastHandlers } from "./forecast-handlers.ts";
import type { Grants } from "./grants.ts";
import type { CoreHandlers } from "./ipc-main.ts";
import { influenceHandlers } from "./influence-handlers.ts";
import { jobHandlers } from "./job-handlers.ts";
import { methodHandlers } from "./method-handlers.ts";
import { modelHandlers } from "./model-handlers.ts";
import { overviewHandlers } from "./overview-handlers.ts";
import { profileHandlers } from "./profile-handlers.ts";
import { PageVisits } from "./page-visits.ts";
import type { RequestCounts } from "./request-counts.ts";
import { thresholdHandlers } from "./threshold-handlers.ts";
import { totalsHandlers } from "./totals-handlers.ts";
import { versionsHandlers } from "./versions-handlers.ts";
import { scenarioHandlers } from "./scenario-handlers.ts";
import type { SavedFiles } from "./saved-files.ts";
import type { SampleFile } from "./samples.ts";
import { projectHandlers } from "./project-handlers.ts";
import { sessionHandlers } from "./session-handlers.ts";
import { fileArrivals } from "./file-arrivals.ts";

export interface HandlerDependencies {
  readonly core: Core;
  readonly settings: SettingsStore;
  readonly policy: Policy;
  readonly logger: Logger;
  readonly grants: Grants;
  readonly presets: ImportPresets;
  readonly log: LogReader;
  readonly crashes: CrashReports;
  readonly requestCounts: RequestCounts;
  readonly sessions: WindowSessions<Electron.WebContents>;
  readonly recent: RecentFiles;
  readonly projects: Projects<Electron.WebContents>;
  /** Opens a window with what it is to show. */
  readonly openWindow: (session: StoredSession) => void;
  /** Opens the window again that was closed last; false where there is none. */
  readonly reopenWindow: () => boolean;
  /** Of samples, which are not told as recent files. */
  readonly samples: readonly SampleFile[];
  readonly saved: SavedFiles;
  readonly folders: { readonly samples: string; readonly pasted: string; readonly commands: string };
}

/** What each request of the contract does that the core answers: a file per capability, put together here. */
export function createHandlers({
  core,
  settings,
  policy,
  logger,
  grants,
  presets,
  log,
  crashes,
  requestCounts,
  sessions,
  recent,
  projects,
  openWindow,
  reopenWindow,
  samples,
  saved,
  folders: own,
}: HandlerDependencies): CoreHandlers {
  const { corrections, datasets, reader } = core;
  const imports = new ImportService({ reader, datasets, corrections, presets, logger });
  const visits = new PageVisits<Electron.WebContents>((visit) => {
    core.background.leave(visit.id);
    datasets.closeAll(visit);
  });
  const folders = new ExportFolders({
    settings,
    ownFolders: [own.samples, own.pasted],
    documents: () => app.getPath("documents"),
    places: core.places,
  });
  return {
    ...appHandlers(),
    ...diagnosticsHandlers({
      diagnostics: core.diagnostics,
      pageTimes: core.pageTimes,
      cache: core.cache,
      log,
      crashes,
      requestCounts,
      metrics: () => app.getAppMetrics(),
      writeClipboard: (text) => clipboard.writeText(text),
      showInFolder: (path) => shell.showItemInFolder(path),
      wallNow: Date.now,
    }),
    ...datasetHandlers({ core, imports, visits, grants, arrivals: fileArrivals({ core, sessions, recent, samples }) }),
    ...sessionHandlers({ projects, sessions, recent, grants, openWindow, reopenWindow, places: core.places }),
    ...projectHandlers({ projects, sessions, recent, grants, openWindow, places: core.places }),
    ...correctionHandlers({ core, visits, grants, saved, folders }),
    ...scenarioHandlers({ core, saved, folders }),
    ...forecastHandlers(core, grants, visits),
    ...comparisonHandlers(core),
    ...availabilityHandlers(core),
    ...overviewHandlers(core),
    ...exportHandlers({ core, imports, saved, folders, wallNow: Date.now }),
    ...copyHandlers({ core, imports, saved, commands: own.commands }),
    ...cacheHandlers({ cache: core.cache, settings, policy, profiles: core.profiles, wallNow: Date.now }),
    ...methodHandlers(core),
    ...modelHandlers(core.modelAdmin, grants),
    ...influenceHandlers(core, () => systemLocale(app, policy.managed.locale)),
    ...jobHandlers(core),
    ...profileHandlers(core),
    ...thresholdHandlers(core),
    ...totalsHandlers(core),
    ...versionsHandlers(core),
  };
}
