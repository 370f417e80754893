import type { Shortcut } from "./shortcut.ts";

/** Commands of the menu and the keyboard, as data; the window implements them. */
export interface Command {
  readonly id: string;
  /** What it does, for lists of commands. */
  readonly title: string;
  readonly group: "files" | "series" | "origin" | "search" | "help";
  /** Its place in the application's menu; an ampersand stands before the letter that chooses it. */
  readonly menu?: { readonly place: "file" | "view" | "search" | "help"; readonly label: string };
  /** The first is the one that is shown beside it. */
  readonly shortcuts?: readonly Shortcut[];
  /** It opens the dialog of its id, and does nothing else. */
  readonly opens?: "dialog";
  /** Text fields use the same shortcut for their own undo and redo. */
  readonly isFieldsOwn?: true;
}

const list = [
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
    id: "export",
    title: "Export the forecast",
    group: "files",
    menu: { place: "file", label: "&Export…" },
    shortcuts: [{ key: "e", mod: true }],
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
    id: "compare",
    title: "Compare models",
    group: "series",
    menu: { place: "view", label: "&Compare models" },
    shortcuts: [{ key: "m", mod: true, shift: true }],
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
    title: "Look at the rows and correct them",
    group: "series",
    menu: { place: "view", label: "Co&rrect the data" },
    shortcuts: [{ key: "x", mod: true, shift: true }],
  },
  {
    id: "compare-files",
    title: "Compare with another version of the file",
    group: "series",
    menu: { place: "view", label: "Compare &files" },
    shortcuts: [{ key: "h", mod: true, shift: true }],
  },
  {
    id: "data-over-time",
    title: "Show data over time",
    group: "series",
    menu: { place: "view", label: "&Data over time" },
    shortcuts: [{ key: "d", mod: true, shift: true }],
  },
  { id: "previous-origin", title: "One step back, from anywhere", group: "origin", shortcuts: [{ key: "[" }] },
  { id: "next-origin", title: "One step forward, from anywhere", group: "origin", shortcuts: [{ key: "]" }] },
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
    shortcuts: [{ key: ",", mod: true }],
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
