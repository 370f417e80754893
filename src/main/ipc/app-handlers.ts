/** Requests about the application itself: what a page needs to begin with, settings, diagnostics. */
import { app, nativeTheme, type WebContents } from "electron";
import type { Grant } from "#contract/ipc";
import type { Core } from "#main/core";
import { composedModels, forecasterNames } from "#main/evaluation";
import type { Logger, SettingsStore } from "#main/platform";
import type { Handlers } from "./ipc-main.ts";
import type { SampleFile } from "./samples.ts";
import { windowOf } from "./window-of.ts";

export interface AppHandlerDependencies {
  readonly core: Core;
  readonly settings: SettingsStore;
  readonly logger: Logger;
  readonly samples: readonly SampleFile[];
  /** Files that wait for the page that asks. */
  readonly takeOpenFiles: (page: WebContents) => Grant[];
  /** Opens one more window. */
  readonly openWindow: () => void;
  /** A page is up and has asked its first request. */
  readonly onPageReady: () => void;
}

type AppRequest = "app:info" | "window:open" | "window:close" | "settings:set" | "diagnostics:get" | "transit:damaged";

export function appHandlers({
  core,
  settings,
  logger,
  samples,
  takeOpenFiles,
  openWindow,
  onPageReady,
}: AppHandlerDependencies): Pick<Handlers, AppRequest> {
  return {
    "app:info": async (_args, { sender }) => {
      onPageReady();
      return {
        version: app.getVersion(),
        platform: process.platform,
        samples: samples.map(({ id, title, description }) => ({ id, title, description })),
        theme: settings.current.theme,
        composedModels: [...composedModels],
        forecasters: forecasterNames(),
        bands: settings.current.bands ?? "native",
        isRounded: settings.current.isRounded ?? false,
        openFiles: takeOpenFiles(sender),
      };
    },
    "window:open": async () => {
      openWindow();
      return {};
    },
    "window:close": async (_args, { sender }) => {
      windowOf(sender).close();
      return {};
    },
    "settings:set": async ({ theme, bands, isRounded }) => {
      if (theme !== undefined) nativeTheme.themeSource = theme;
      await settings.update({
        ...(theme === undefined ? {} : { theme }),
        ...(bands === undefined ? {} : { bands }),
        ...(isRounded === undefined ? {} : { isRounded }),
      });
      return {};
    },
    "diagnostics:get": () => core.diagnostics.doctor({ waitForDevices: false }),
    "transit:damaged": async ({ name }) => {
      logger.error("damaged-in-transit", { to: "window", name });
      return {};
    },
  };
}
