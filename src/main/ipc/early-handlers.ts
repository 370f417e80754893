/** Requests of a window that is only just there. None needs the core, which starts once the window is up. */
import { app, type WebContents } from "electron";
import type { Grant } from "#contract/ipc";
import { policyLines, type Policy } from "#domain/policy";
import { type Logger, type SettingsStore, systemLocale } from "#main/platform";
import { fileHandlers, type FileHandlerDependencies } from "./file-handlers.ts";
import type { EarlyHandlers } from "./ipc-main.ts";
import { windowOf } from "./window-of.ts";

export interface EarlyHandlerDependencies extends FileHandlerDependencies {
  readonly settings: SettingsStore;
  readonly policy: Policy;
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
  policy,
  logger,
  grants,
  samples,
  saved,
  pasted,
  places,
  takeOpenFiles,
  openWindow,
  onPageReady,
}: EarlyHandlerDependencies): EarlyHandlers {
  return {
    ...fileHandlers({ grants, samples, saved, pasted, places }),
    "app:info": async (_args, { sender }) => {
      onPageReady();
      return {
        version: app.getVersion(),
        platform: process.platform,
        samples: samples.map(({ id, title, description }) => ({ id, title, description })),
        settings: settings.values,
        managed: [...settings.managed],
        recommended: settings.recommended,
        policies: policyLines(policy, settings.userChoices).filter(({ origin }) => origin === "managed"),
        locale: systemLocale(app, policy.managed.locale),
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
    "settings:set": async (change) => {
      await settings.change(change);
      return {};
    },
    "transit:damaged": async ({ name }) => {
      logger.error("damaged-in-transit", { to: "window", name });
      return {};
    },
  };
}
