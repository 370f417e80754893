import type { MenuItemConstructorOptions } from "electron";
import { acceleratorOf, commands, type CommandId } from "#domain/commands";

export interface MenuOptions {
  readonly isMac: boolean;
  /** With tools for developers. */
  readonly isDevelopment: boolean;
  /** Takes the commands, which are the focused window's to carry out. */
  readonly onCommand: (command: CommandId) => void;
}

const separator: MenuItemConstructorOptions = { type: "separator" };

/** The application menu as data: the usual roles, and our own commands where they have a place. */
export function menuTemplate({ isMac, isDevelopment, onCommand }: MenuOptions): MenuItemConstructorOptions[] {
  const itemsOf = (place: "file" | "view" | "search" | "help"): MenuItemConstructorOptions[] =>
    commands.flatMap(({ id, menu, shortcuts }) => {
      if (menu?.place !== place) return [];
      // A menu's key acts wherever the focus is: a character alone must stay for typing.
      const shortcut = shortcuts?.find(({ mod }) => mod);
      const accelerator = shortcut === undefined ? {} : { accelerator: acceleratorOf(shortcut) };
      return [{ id, label: menu.label, ...accelerator, click: () => onCommand(id) }];
    });
  return [
    ...(isMac ? [{ role: "appMenu" } as const] : []),
    { label: "&File", submenu: [...itemsOf("file"), ...(isMac ? [] : [separator, { role: "quit" } as const])] },
    { role: "editMenu" },
    {
      label: "&View",
      submenu: [
        ...itemsOf("view"),
        separator,
        { role: "resetZoom" },
        { role: "zoomIn" },
        { role: "zoomOut" },
        separator,
        { role: "togglefullscreen" },
        ...(isDevelopment ? [separator, { role: "toggleDevTools" } as const] : []),
      ],
    },
    { label: "&Search", submenu: itemsOf("search") },
    {
      role: "windowMenu",
      // Not the role's own list: its key for closing the window is the one that closes a file here.
      submenu: [
        { role: "minimize" },
        { role: "zoom" },
        separator,
        { role: "close", label: "Close window", accelerator: "CmdOrCtrl+Shift+W" },
      ],
    },
    { role: "help", submenu: itemsOf("help") },
  ];
}
