import type { MenuItemConstructorOptions } from "electron";
import { acceleratorOf, commands, type CommandId, keymapOf, type MenuPlace } from "#domain/commands";
import type { ShortcutChanges } from "#domain/settings";

export interface MenuOptions {
  readonly isMac: boolean;
  /** With tools for developers. */
  readonly isDevelopment: boolean;
  /** Keys that the user chose. */
  readonly shortcuts: ShortcutChanges;
  /** Takes the commands, which are the focused window's to carry out. */
  readonly onCommand: (command: CommandId) => void;
  /** Files that were opened earlier. */
  readonly recent: { readonly files: readonly RecentName[]; readonly onOpen: (id: number) => void };
}

export interface RecentName {
  readonly id: number;
  readonly name: string;
  /** Tells files of one name apart. */
  readonly folder: string;
}

type Items = MenuItemConstructorOptions[];

/** More would not fit a menu; the rest is on the first page. */
const maxRecent = 10;

const separator: MenuItemConstructorOptions = { type: "separator" };

/** The application menu as data: the usual roles in the system's order, and our own commands where they have a place. */
export function menuTemplate({ isMac, isDevelopment, shortcuts, onCommand, recent }: MenuOptions): Items {
  const keymap = keymapOf(shortcuts);
  const itemsOf = (place: MenuPlace): Items =>
    commands.flatMap(({ id, menu }) => {
      if (menu?.place !== place) return [];
      // A menu's key acts wherever the focus is: a character alone must stay for typing.
      const shortcut = keymap[id].find(({ mod, key }) => mod || /^F\d+$/.test(key));
      const accelerator = shortcut === undefined ? {} : { accelerator: acceleratorOf(shortcut) };
      return [{ id, label: menu.label, ...accelerator, click: () => onCommand(id) }];
    });
  return [
    ...(isMac ? [{ role: "appMenu", submenu: macApplicationItems(itemsOf("app")) } as const] : []),
    {
      label: "&File",
      submenu: [
        ...itemsOf("file").flatMap((item) => (item.id === "open" ? [item, recentItem(recent)] : [item])),
        ...(isMac ? [] : [separator, ...itemsOf("app"), separator, { role: "quit" } as const]),
      ],
    },
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
    { label: "&Decide", submenu: itemsOf("decide") },
    { label: "&Search", submenu: itemsOf("search") },
    {
      role: "windowMenu",
      // Not the role's own list: its key for closing the window is the one that closes a file here.
      submenu: [
        { role: "minimize" },
        { role: "zoom" },
        ...(isMac ? [separator, { role: "front" } as const] : []),
        separator,
        { role: "close", label: "Close window", accelerator: "CmdOrCtrl+Shift+W" },
      ],
    },
    { role: "help", submenu: [...itemsOf("help"), ...(isMac ? [] : [separator, { role: "about" } as const])] },
  ];
}

/** The role's own list has no place for settings. */
function macApplicationItems(own: Items): Items {
  return [
    { role: "about" },
    separator,
    ...own,
    separator,
    { role: "services" },
    separator,
    { role: "hide" },
    { role: "hideOthers" },
    { role: "unhide" },
    separator,
    { role: "quit" },
  ];
}

function recentItem({ files, onOpen }: MenuOptions["recent"]): MenuItemConstructorOptions {
  return {
    label: "Open &recent",
    enabled: files.length > 0,
    submenu: files.slice(0, maxRecent).map(({ id, name, folder }) => ({
      // An ampersand of its own would underline the next letter.
      label: [name, folder].filter(Boolean).join(" – ").replaceAll("&", "&&"),
      click: () => onOpen(id),
    })),
  };
}
