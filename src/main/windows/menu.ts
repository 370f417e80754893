import { app, Menu } from "electron";
import { menuTemplate, type MenuOptions } from "./menu-template.ts";

/** The application menu: the usual roles, and our own commands sent to the focused window. */
export function installMenu(onCommand: MenuOptions["onCommand"]): void {
  const options = { isMac: process.platform === "darwin", isDevelopment: !app.isPackaged, onCommand };
  Menu.setApplicationMenu(Menu.buildFromTemplate(menuTemplate(options)));
}
