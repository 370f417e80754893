import type { Shortcut } from "./shortcut.ts";

/** `app` is the application's own menu on a Mac, and the end of the File menu elsewhere. */
export type MenuPlace = "app" | "file" | "view" | "decide" | "search" | "help";

/** Commands of the menu and the keyboard, as data; the window implements them. */
export interface Command {
  readonly id: string;
  /** What it does, for lists of commands. */
  readonly title: string;
  readonly group: "files" | "series" | "origin" | "decide" | "search" | "help";
  /** Its place in the application's menu; an ampersand stands before the letter that chooses it. */
  readonly menu?: { readonly place: MenuPlace; readonly label: string };
  /** The first is the one that is shown beside it. */
  readonly shortcuts?: readonly Shortcut[];
  /** It opens the dialog of its id, and does nothing else. */
  readonly opens?: "dialog";
  /** Text fields use the same shortcut for their own undo and redo. */
  readonly isFieldsOwn?: true;
}

const list = [
  {
    id: "palette",
    title: "Find a command, a series or a page",
    group: "files",
    menu: { place: "view", label: "&Go to anything…" },
    shortcuts: [{ key: "k", mod: true }],
    opens: "dialog",
  },
  {
    id: "new-window",
    title: "Open another window",
    group: "files",
    menu: { place: "file", label: "&New window" },
    shortcuts: [{ key: "n", mod: true }],
  },
  {
    id: "open",
    title: "Open files",
    group: "files",
    menu: { place: "file", label: "&Open…" },
    shortcuts: [{ key: "o", mod: true }],
  },
  {
    id: "paste-data",
    title: "Open the table on the clipboard",
    group: "files",
    menu: { place: "file", label: "&Paste data" },
  },
  {
    id: "reload",
    title: "Read the file again, as it is now",
    group: "files",
    menu: { place: "file", label: "&Reload" },
    shortcuts: [{ key: "r", mod: true }],
  },
  {
    id: "close",
    title: "Close the file, or the window where none is open",
    group: "files",
    menu: { place: "file", label: "&Close" },
    shortcuts: [{ key: "w", mod: true }],
  },
  {
    id: "reopen-file",
    title: "Open the file again that was closed last",
    group: "files",
    menu: { place: "file", label: "Reopen closed &file" },
    shortcuts: [{ key: "t", mod: true, shift: true }],
  },
  {
    id: "reopen-window",
    title: "Open the window again that was closed last",
    group: "files",
    menu: { place: "file", label: "Reopen closed &window" },
    shortcuts: [{ key: "n", mod: true, shift: true }],
  },
  {
    id: "save-project",
    title: "Save what is open as a project",
    group: "files",
    menu: { place: "file", label: "&Save project" },
    shortcuts: [{ key: "s", mod: true }],
  },
  {
    id: "save-project-as",
    title: "Save the project in another place",
    group: "files",
    menu: { place: "file", label: "Save project &as…" },
    shortcuts: [{ key: "s", mod: true, shift: true }],
  },
  {
    id: "save-project-with-data",
    title: "Save a project with its data, so that others can open it",
    group: "files",
    menu: { place: "file", label: "Save project with its &data…" },
  },
  { id: "next-file", title: "Go to the next file", group: "files", shortcuts: [{ key: "tab", mod: true }] },
  {
    id: "previous-file",
    title: "Go to the previous file",
    group: "files",
    shortcuts: [{ key: "tab", mod: true, shift: true }],
  },
  {
    id: "move-file-left",
    title: "Move the file’s tab to the left",
    group: "files",
    shortcuts: [{ key: "pageup", mod: true, shift: true }],
  },
  {
    id: "move-file-right",
    title: "Move the file’s tab to the right",
    group: "files",
    shortcuts: [{ key: "pagedown", mod: true, shift: true }],
  },
  {
    id: "export",
    title: "Export the forecast",
    group: "files",
    menu: { place: "file", label: "&Export…" },
    shortcuts: [{ key: "e", mod: true }],
  },
  {
    id: "export-several",
    title: "Export several series",
    group: "files",
    menu: { place: "file", label: "Export &several series…" },
    shortcuts: [{ key: "e", mod: true, shift: true }],
  },
  { id: "cancel-import", title: "Cancel a running import", group: "files", shortcuts: [{ key: "Escape" }] },
  {
    id: "undo",
    title: "Undo the last change to how the file is read, corrected or forecast",
    group: "files",
    shortcuts: [{ key: "z", mod: true }],
    isFieldsOwn: true,
  },
  {
    id: "redo",
    title: "Redo the last change to how the file is read, corrected or forecast",
    group: "files",
    shortcuts: [
      { key: "z", mod: true, shift: true },
      { key: "y", mod: true },
    ],
    isFieldsOwn: true,
  },
  { id: "search", title: "Search the series", group: "series", shortcuts: [{ key: "f", mod: true }, { key: "/" }] },
  {
    id: "all-series",
    title: "Show all series in a table",
    group: "series",
    menu: { place: "view", label: "&All series" },
    shortcuts: [{ key: "a", mod: true, shift: true }],
  },
  {
    id: "compare",
    title: "Compare models",
    group: "series",
    menu: { place: "view", label: "&Compare models" },
    shortcuts: [{ key: "m", mod: true, shift: true }],
  },
  {
    id: "side-by-side",
    title: "Side by side: several forecasts at once",
    group: "series",
    menu: { place: "view", label: "&Side by side" },
    shortcuts: [{ key: "b", mod: true, shift: true }],
  },
  {
    id: "profile",
    title: "Profile of the data",
    group: "series",
    menu: { place: "view", label: "&Profile of the data" },
    shortcuts: [{ key: "p", mod: true, shift: true }],
  },
  {
    id: "correct",
    title: "Correct the data",
    group: "series",
    menu: { place: "view", label: "Co&rrect the data" },
    shortcuts: [{ key: "x", mod: true, shift: true }],
  },
  {
    id: "compare-files",
    title: "Compare versions of a file: what changed",
    group: "series",
    menu: { place: "view", label: "&What changed" },
    shortcuts: [{ key: "h", mod: true, shift: true }],
  },
  {
    id: "data-over-time",
    title: "Data over time",
    group: "series",
    menu: { place: "view", label: "&Data over time" },
    shortcuts: [{ key: "d", mod: true, shift: true }],
  },
  {
    id: "adjust",
    title: "Adjust the forecast",
    group: "decide",
    menu: { place: "decide", label: "&Adjust the forecast" },
    shortcuts: [{ key: "y", mod: true, shift: true }],
  },
  {
    id: "scenarios",
    title: "Scenarios: what happens if",
    group: "decide",
    menu: { place: "decide", label: "&Scenarios" },
    shortcuts: [{ key: "g", mod: true, shift: true }],
  },
  {
    id: "totals",
    title: "Totals: sums over a stretch of time",
    group: "decide",
    menu: { place: "decide", label: "&Totals" },
    shortcuts: [{ key: "u", mod: true, shift: true }],
  },
  {
    id: "influences",
    title: "Influences: holidays, events and columns",
    group: "decide",
    menu: { place: "decide", label: "&Influences" },
    shortcuts: [{ key: "i", mod: true, shift: true }],
  },
  {
    id: "thresholds",
    title: "Thresholds: how likely a limit is crossed",
    group: "decide",
    menu: { place: "decide", label: "T&hresholds" },
    shortcuts: [{ key: "l", mod: true, shift: true }],
  },
  { id: "previous-origin", title: "One step back, from anywhere", group: "origin", shortcuts: [{ key: "[" }] },
  { id: "next-origin", title: "One step forward, from anywhere", group: "origin", shortcuts: [{ key: "]" }] },
  { id: "previous-miss", title: "The worst miss before", group: "origin", shortcuts: [{ key: "{" }] },
  { id: "next-miss", title: "The worst miss after", group: "origin", shortcuts: [{ key: "}" }] },
  {
    id: "go-to-date",
    title: "Go to a date",
    group: "origin",
    menu: { place: "view", label: "&Go to a date…" },
    shortcuts: [{ key: "g", mod: true }],
  },
  {
    id: "find-best",
    title: "Find the best model…",
    group: "search",
    menu: { place: "search", label: "&Find the best model…" },
    shortcuts: [{ key: "b", mod: true }],
    opens: "dialog",
  },
  {
    id: "queue",
    title: "Show or hide the queue",
    group: "search",
    menu: { place: "search", label: "&Queue" },
    shortcuts: [{ key: "j", mod: true }],
  },
  {
    id: "pause-all",
    title: "Pause all searches",
    group: "search",
    menu: { place: "search", label: "&Pause all" },
    shortcuts: [{ key: "j", mod: true, shift: true }],
  },
  {
    id: "resume-all",
    title: "Resume all searches",
    group: "search",
    menu: { place: "search", label: "&Resume all" },
  },
  {
    id: "clear-finished",
    title: "Clear finished searches from the queue",
    group: "search",
    menu: { place: "search", label: "&Clear finished" },
  },
  {
    id: "settings",
    title: "Settings",
    group: "help",
    menu: { place: "app", label: "&Settings…" },
    shortcuts: [{ key: ",", mod: true }],
    opens: "dialog",
  },
  {
    id: "handbook",
    title: "Handbook",
    group: "help",
    menu: { place: "help", label: "Hand&book" },
    shortcuts: [{ key: "F1" }],
    opens: "dialog",
  },
  { id: "tour", title: "Show the tour", group: "help", menu: { place: "help", label: "&Tour" } },
  {
    id: "shortcuts",
    title: "Keyboard shortcuts",
    group: "help",
    menu: { place: "help", label: "&Keyboard shortcuts" },
    shortcuts: [{ key: "?" }],
    opens: "dialog",
  },
  { id: "models", title: "Models…", group: "help", menu: { place: "help", label: "&Models…" }, opens: "dialog" },
  {
    id: "storage",
    title: "Storage",
    group: "help",
    menu: { place: "help", label: "&Storage" },
    opens: "dialog",
  },
  {
    id: "diagnostics",
    title: "Diagnostics",
    group: "help",
    menu: { place: "help", label: "&Diagnostics" },
    opens: "dialog",
  },
] as const satisfies readonly Command[];

export type CommandId = (typeof list)[number]["id"];
/** Commands that open a dialog, and by that the names of these dialogs. */
export type DialogCommandId = Extract<(typeof list)[number], { readonly opens: "dialog" }>["id"];

/** All commands, in the order of menus and lists. */
export const commands: readonly (Command & { readonly id: CommandId })[] = list;

export const commandIds: readonly CommandId[] = list.map(({ id }) => id);

export const opensDialog = (id: CommandId): id is DialogCommandId =>
  commands.some((command) => command.id === id && command.opens === "dialog");
