/** The core of this application: in its own folders, with the user's settings. */
import { app } from "electron";
import { createCore, type Core, type CoreOptions } from "#main/core";
import type { Policy } from "#domain/policy";
import { changedTexts } from "#domain/settings";
import { conventionsOf } from "#engine/format";
import { type FileLogger, type paths, type SettingsStore, systemLocale } from "#main/platform";
import { placesUnder } from "./policy.ts";

export interface ApplicationCoreOptions extends Pick<
  CoreOptions,
  "onEvent" | "database" | "thread" | "runsJobsFor" | "printer"
> {
  readonly paths: ReturnType<typeof paths>;
  readonly logger: FileLogger;
  readonly settings: SettingsStore;
  readonly policy: Policy;
  /** For this start only, and stronger than the settings. */
  readonly bandwidth?: CoreOptions["bandwidth"];
}

export function createApplicationCore({ settings, policy, bandwidth, ...options }: ApplicationCoreOptions): Core {
  const { limits, bandwidth: usual } = settings.current;
  return createCore({
    ...options,
    version: app.getVersion(),
    settings,
    limits,
    bandwidth: bandwidth ?? usual,
    policy,
    places: placesUnder(policy),
    userChoices: () => settings.userChoices,
    settingsInForce: () => changedTexts(settings.values, settings.managed),
    conventions: () => conventionsOf(systemLocale(app, policy.managed.locale), settings.values),
  });
}
