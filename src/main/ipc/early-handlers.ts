/** Requests of a window that is only just there. None needs the core, which starts once the window is up. */
import { app, nativeTheme, type WebContents } from "electron";
import type { Grant } from "#contract/ipc";
import type { Logger, SettingsStore } from "#main/platform";
import { fileHandlers, type FileHandlerDependencies } from "./file-handlers.ts";
import type { EarlyHandlers } from "./ipc-main.ts";
import { windowOf } from "./window-of.ts";

export interface EarlyHandlerDependencies extends FileHandlerDependencies {
  readonly settings: SettingsStore;
  readonly logger: Logger;
  /** Files that wait for the page that asks. */
  readonly takeOpenFiles: (page: WebContents) => Promise<Grant[]>;
  /** Opens one more window. */
  readonly openWindow: () => void;
  /** A page is up and has asked its first request. */
  readonly onPageReady: () => void;
}

export function earlyHandlers({
  settings,
  logger,
  grants,
  samples,
  takeOpenFiles,
  openWindow,
  onPageReady,
}: EarlyHandlerDependencies): EarlyHandlers {
  return {
    ...fileHandlers({ grants, samples }),
    "app:info": async (_args, { sender }) => {
      onPageReady();
      return {
        version: app.getVersion(),
        platform: process.platform,
        samples: samples.map(({ id, title, description }) => ({ id, title, description })),
        theme: settings.current.theme,
        bands: settings.current.bands ?? "native",
        isRounded: settings.current.isRounded ?? false,
        openFiles: await takeOpenFiles(sender),
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
    "transit:damaged": async ({ name }) => {
      logger.error("damaged-in-transit", { to: "window", name });
      return {};
    },
  };
}
