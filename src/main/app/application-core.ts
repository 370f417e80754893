/** The core of this application: in its own folders, with the user's settings. */
import { app } from "electron";
import { createCore, type Core, type CoreOptions } from "#main/core";
import type { FileLogger, paths, SettingsStore } from "#main/platform";

export interface ApplicationCoreOptions extends Pick<CoreOptions, "onEvent" | "database" | "runsJobsFor"> {
  readonly paths: ReturnType<typeof paths>;
  readonly logger: FileLogger;
  readonly settings: SettingsStore;
  /** For this start only, and stronger than the settings. */
  readonly bandwidth?: CoreOptions["bandwidth"];
}

export function createApplicationCore({ settings, bandwidth, ...options }: ApplicationCoreOptions): Core {
  const { limits, bandwidth: usual } = settings.current;
  return createCore({ ...options, version: app.getVersion(), settings, limits, bandwidth: bandwidth ?? usual });
}
