import { app, Menu, type MenuItemConstructorOptions } from "electron";
import type { EventPayload } from "#contract/ipc";

/** The application menu: the usual roles, and our own commands sent to the focused window. */
export function installMenu(send: (command: EventPayload<"command">["name"]) => void): void {
  const isMac = process.platform === "darwin";
  const separator: MenuItemConstructorOptions = { type: "separator" };
  const template: MenuItemConstructorOptions[] = [
    ...(isMac ? [{ role: "appMenu" } as const] : []),
    {
      label: "&File",
      submenu: [
        { label: "&Open…", accelerator: "CmdOrCtrl+O", click: () => send("open") },
        { label: "&Export…", accelerator: "CmdOrCtrl+E", click: () => send("export") },
        separator,
        isMac ? { role: "close" } : { role: "quit" },
      ],
    },
    { role: "editMenu" },
    {
      label: "&View",
      submenu: [
        { role: "resetZoom" },
        { role: "zoomIn" },
        { role: "zoomOut" },
        separator,
        { role: "togglefullscreen" },
        ...(app.isPackaged ? [] : [separator, { role: "toggleDevTools" } as const]),
      ],
    },
    { role: "windowMenu" },
    {
      role: "help",
      submenu: [
        { label: "&Keyboard shortcuts", click: () => send("shortcuts") },
        { label: "&Models…", click: () => send("models") },
        { label: "&Storage", accelerator: "CmdOrCtrl+,", click: () => send("storage") },
        { label: "&Diagnostics", click: () => send("diagnostics") },
      ],
    },
  ];
  Menu.setApplicationMenu(Menu.buildFromTemplate(template));
}
