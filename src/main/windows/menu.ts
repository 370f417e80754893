import { app, Menu } from "electron";
import { menuTemplate, type MenuOptions, type RecentName } from "./menu-template.ts";

export interface ApplicationMenu {
  /** Puts files that were opened earlier into the menu. */
  listRecent(files: readonly RecentName[], onOpen: (id: number) => void): void;
  /** Shows the keys that the user chose. */
  useKeys(shortcuts: MenuOptions["shortcuts"]): void;
}

/** The application menu: the usual roles, and our own commands sent to the focused window. */
export function installMenu(onCommand: MenuOptions["onCommand"], shortcuts: MenuOptions["shortcuts"]): ApplicationMenu {
  let options: MenuOptions = {
    ...{ isMac: process.platform === "darwin", isDevelopment: !app.isPackaged, onCommand, shortcuts },
    recent: { files: [], onOpen: () => undefined },
  };
  const install = (change: Partial<MenuOptions> = {}): void => {
    options = { ...options, ...change };
    Menu.setApplicationMenu(Menu.buildFromTemplate(menuTemplate(options)));
  };
  install();
  return {
    listRecent: (files, onOpen) => install({ recent: { files, onOpen } }),
    useKeys(next) {
      if (next !== options.shortcuts) install({ shortcuts: next });
    },
  };
}
