/** The core behind the windows. It is imported once the first of them is there: no window waits for its code. */
import type { AnyEvent } from "#contract/ipc";
import type { Core } from "#main/core";
import { openUserDatabase, type UserDatabase } from "#main/database";
import { migrateImportPresets, ImportPresets } from "#main/datasets";
import { type CoreHandlers, createHandlers, type Grants, type RequestCounts } from "#main/ipc";
import { purge } from "#main/models";
import { LogReader } from "#main/platform";
import { createApplicationCore, type ApplicationCoreOptions } from "./application-core.ts";

export interface WindowCoreOptions extends Pick<ApplicationCoreOptions, "paths" | "logger" | "settings"> {
  readonly grants: Grants;
  readonly requestCounts: RequestCounts;
  readonly broadcast: (event: AnyEvent) => void;
  /** What is wrong with the user's data, where that is so. */
  readonly onNotice: (text: string) => void;
}

export interface WindowCore {
  /** Not started. */
  readonly core: Core;
  readonly database: UserDatabase;
  readonly handlers: CoreHandlers;
}

export async function createWindowCore(options: WindowCoreOptions): Promise<WindowCore> {
  const { paths, logger, settings, grants, requestCounts, broadcast, onNotice } = options;
  // Nobody else has them open: a second start of the application has left before.
  await purge(paths.ownModels);
  const { database, notice } = openUserDatabase({
    folder: paths.database,
    logger,
    wallNow: Date.now,
    repairs: true,
  });
  if (notice !== null) onNotice([notice.message, notice.hint].filter(Boolean).join(" "));
  const presets = new ImportPresets(database, Date.now);
  await migrateImportPresets(settings, presets).catch((error: unknown) =>
    logger.error("imports-not-carried-over", { message: String(error) }),
  );
  const core = createApplicationCore({ paths, logger, settings, database, runsJobsFor: "window", onEvent: broadcast });
  const log = new LogReader(paths.logs);
  const handlers = createHandlers({ core, settings, logger, grants, presets, log, requestCounts });
  return { core, database, handlers };
}
