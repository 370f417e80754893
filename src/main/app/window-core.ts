/** The core behind the windows. It is imported once the first of them is there: no window waits for its code. */
import { availableParallelism } from "node:os";
import { join } from "node:path";
import type { WebContents } from "electron";
import type { AnyEvent } from "#contract/ipc";
import type { SettingValues } from "#domain/settings";
import type { Core } from "#main/core";
import { openUserDatabase, type UserDatabase, userDatabasePath } from "#main/database";
import { migrateImportPresets, ImportPresets } from "#main/datasets";
import { toPlainError } from "#domain/errors";
import {
  askAboutFiles,
  type CoreHandlers,
  createHandlers,
  type Grants,
  openRecent,
  type RequestCounts,
  type SampleFile,
  type SavedFiles,
  sendEvent,
} from "#main/ipc";
import { purge } from "#main/models";
import { type CrashReports, LogReader } from "#main/platform";
import { DatabaseThread } from "#storage/thread";
import { type FileFacts, Projects } from "#main/projects";
import { RecentFiles, SessionStore, type StoredSession, WindowSessions } from "#main/sessions";
import { HiddenPrinter, type RecentName } from "#main/windows";
import { createApplicationCore, type ApplicationCoreOptions } from "./application-core.ts";

export interface WindowCoreOptions extends Pick<ApplicationCoreOptions, "paths" | "logger" | "settings" | "policy"> {
  readonly grants: Grants;
  readonly saved: SavedFiles;
  readonly requestCounts: RequestCounts;
  readonly crashes: CrashReports;
  readonly broadcast: (event: AnyEvent) => void;
  /** What is wrong with the user's data, where that is so. */
  readonly onNotice: (text: string) => void;
  readonly samples: readonly SampleFile[];
  readonly windows: KeptWindows;
  /** What was open the last time stays closed, whatever the settings say. */
  readonly startsEmpty: boolean;
}

/** The windows, as far as what they have open is kept. */
export interface KeptWindows {
  /** Pages of the windows that are open, the first one's first. */
  readonly pages: () => readonly WebContents[];
  /** Opens one more. */
  readonly open: () => WebContents;
  /** Names of recent files, for the menu, in its order. */
  readonly listRecent: (files: readonly RecentName[], onOpen: (id: number) => void) => void;
  /** Page of the window that the user looks at. */
  readonly current: () => WebContents | undefined;
}

export interface WindowCore {
  /** Not started. */
  readonly core: Core;
  readonly database: UserDatabase;
  readonly handlers: CoreHandlers;
  readonly sessions: WindowSessions<WebContents>;
  readonly projects: Projects<WebContents>;
}

export async function createWindowCore(options: WindowCoreOptions): Promise<WindowCore> {
  const {
    paths,
    logger,
    crashes,
    settings,
    policy,
    grants,
    saved,
    requestCounts,
    broadcast,
    onNotice,
    samples,
    windows,
  } = options;
  const thread = new DatabaseThread(join(paths.workers, "database.js"));
  const [isSound] = await Promise.all([
    // Where that can't be said aside, it is found out here.
    thread.isSound(userDatabasePath(paths.database)).catch(() => undefined),
    // Nobody else has them open: a second start of the application has left before.
    purge(paths.ownModels),
  ]);
  const { database, notice } = openUserDatabase({
    folder: paths.database,
    logger,
    wallNow: Date.now,
    repairs: true,
    isSound,
  });
  if (notice !== null) onNotice([notice.message, notice.hint].filter(Boolean).join(" "));
  const presets = new ImportPresets(database, Date.now);
  await migrateImportPresets(settings, presets).catch((error: unknown) =>
    logger.error("imports-not-carried-over", { message: String(error) }),
  );
  const onEvent = (event: AnyEvent): void => {
    broadcast(event);
    if (
      [
        "corrections:changed",
        "methods:changed",
        "thresholds:changed",
        "influences:changed",
        "scenarios:changed",
      ].includes(event.name)
    )
      projects.touchedAll();
  };
  const core = createApplicationCore({
    ...{ paths, logger, settings, policy, database, thread, onEvent },
    runsJobsFor: "window",
    printer: new HiddenPrinter(),
  });
  const obey = ({ isBackgroundPaused, searchProcesses }: SettingValues): void => {
    core.background.hold(isBackgroundPaused);
    core.warming.hold(isBackgroundPaused);
    core.jobs.limitProcesses(searchProcesses === 0 ? availableParallelism() : searchProcesses);
  };
  obey(settings.values);
  settings.onChange(obey);
  const log = new LogReader(paths.logs);
  const store = new SessionStore(database, Date.now);
  const recent: RecentFiles = new RecentFiles(database, Date.now, () => {
    broadcast({ name: "recent:changed", payload: {} });
    listRecent();
  });
  const sessions = new WindowSessions<WebContents>({
    store,
    files: grants,
    logger,
    onArranged: (path, arrangement) => recent.arranged(path, arrangement),
    onSaved: (page) => projects.touched(page),
    after: (ms, work) => void setTimeout(work, ms).unref(),
  });
  const projects: Projects<WebContents> = new Projects<WebContents>({
    ...{ version: core.version, folder: paths.projects, isWindows: process.platform === "win32", logger, sessions },
    factsOf: (path) => factsOf(core, path),
    bring(path, { content, corrections, thresholds, influences, scenarios, methods }) {
      if (corrections !== null) core.corrections.bring(path, corrections);
      if (thresholds !== null) core.thresholds.bring(path, thresholds);
      if (content !== null && influences !== null) core.keptInfluences.bringFor(content, path, influences);
      if (scenarios !== null) core.scenarios.bring(path, scenarios);
      if (content !== null) core.adopted.bring(content, path, methods);
    },
    isKnown: (path) => grants.hasPath(path) || recent.arrangementOf(path) !== undefined || store.paths().includes(path),
    ask: askAboutFiles,
    tell: (page, payload) => sendEvent(page, { name: "project:changed", payload }),
    notify: (page, message) => sendEvent(page, { name: "notice", payload: { level: "warning", message } }),
    after(ms, work) {
      const timer = setTimeout(work, ms);
      return () => clearTimeout(timer);
    },
  });
  const openWindow = (session: StoredSession): void => sessions.attach(windows.open(), { id: null, session });
  const listRecent = (): void => {
    windows.listRecent(recent.names(), (id) => {
      const page = windows.current();
      if (page === undefined) return;
      openRecent({ projects, sessions, recent, openWindow, places: core.places }, page, id).then(
        ({ file, session }) => {
          if (file !== null) sendEvent(page, { name: "file:kept", payload: file });
          if (session !== null) sendEvent(page, { name: "session:kept", payload: session });
        },
        (error: unknown) => sendEvent(page, failureOf(error)),
      );
    });
  };
  const reopenWindow = (): boolean => {
    const kept = store.reopen();
    if (kept === null) return false;
    sessions.attach(windows.open(), kept);
    return true;
  };
  listRecent();
  const isSwept = projects.sweep([...recent.paths(), ...store.paths()]);
  isSwept.catch((error: unknown) => logger.warn("projects-not-swept", { message: String(error) }));
  restoreWindows({
    store,
    sessions,
    windows,
    isWanted: !options.startsEmpty && settings.values.startsWith !== "nothing",
  });
  const handlers = createHandlers({
    ...{ core, settings, policy, logger, grants, presets, log, crashes, requestCounts, saved, samples },
    ...{ sessions, recent, projects, openWindow, reopenWindow },
    folders: paths,
  });
  return { core, database, handlers, sessions, projects };
}

/** The first window gets what the first of the last time had; each of the others a window of its own. */
function restoreWindows({
  store,
  sessions,
  windows,
  isWanted,
}: {
  readonly store: SessionStore;
  readonly sessions: WindowSessions<WebContents>;
  readonly windows: KeptWindows;
  readonly isWanted: boolean;
}): void {
  const kept = store.open().filter(({ id, session }) => {
    if (isWanted && session.files.length > 0) return true;
    // Not lost: it can be opened again as a window that was closed.
    store.close(id);
    return false;
  });
  const pages = windows.pages();
  for (const page of pages) sessions.attach(page, kept.shift() ?? null);
  for (const one of kept) sessions.attach(windows.open(), one);
}

/** Of the file at a path as it was read last; null where it is not open. */
async function factsOf(
  { datasets, corrections, thresholds, keptInfluences, scenarios, adopted }: Core,
  path: string,
): Promise<FileFacts | null> {
  const open = [...datasets.values()].findLast(({ source, isKept }) => isKept && source?.path === path);
  if (open === undefined) return null;
  const { handle } = open.dataset;
  const { base, log } = await corrections.logOf(handle);
  const methods = adopted.list(handle).map(({ series, method, metric, score, honestScore }) => {
    return { series, method, metric, score, honestScore };
  });
  const set = thresholds.logOf(handle);
  const planned = scenarios.logOf(handle);
  return {
    content: base,
    corrections: log.steps.length === 0 ? null : log,
    thresholds: set.steps.length === 0 ? null : set,
    scenarios: planned.steps.length === 0 ? null : planned,
    influences: keptInfluences.of(handle),
    methods,
  };
}

const failureOf = (error: unknown): AnyEvent => ({
  name: "notice",
  payload: { level: "error", message: toPlainError(error).message },
});
