import { commands, type CommandId } from "./commands.ts";
import { acceleratorOf, type Shortcut } from "./shortcut.ts";

/** The keys of each command; one without any has an empty list. */
export type Keymap = Readonly<Record<CommandId, readonly Shortcut[]>>;

/** @param changes the keys of commands whose own were changed */
export function keymapOf(changes: Readonly<Partial<Record<CommandId, readonly Shortcut[]>>>): Keymap {
  return Object.fromEntries(commands.map(({ id, shortcuts = [] }) => [id, changes[id] ?? shortcuts])) as Keymap;
}

/** The command that has these keys already; null where they are free, or the command's own. */
export function commandWith(keymap: Keymap, shortcut: Shortcut, except?: CommandId): CommandId | null {
  const wanted = acceleratorOf(shortcut);
  const found = commands.find(({ id }) => id !== except && keymap[id].some((each) => acceleratorOf(each) === wanted));
  return found?.id ?? null;
}

/** What the system, fields and menus do with keys in every application. */
const reserved: Readonly<Record<string, string>> = {
  "CmdOrCtrl+C": "copies",
  "CmdOrCtrl+X": "cuts",
  "CmdOrCtrl+V": "pastes",
  "CmdOrCtrl+A": "selects everything",
  "CmdOrCtrl+Q": "quits",
  "CmdOrCtrl+0": "resets the zoom of the window",
  "CmdOrCtrl++": "zooms in",
  "CmdOrCtrl+-": "zooms out",
  "CmdOrCtrl+Shift+W": "closes the window",
  F11: "switches to full screen",
};

/** Keys that move about and press what has the focus. */
const controlKeys = new Set([
  ...["Tab", "Enter", " ", "Backspace", "Delete", "Home", "End", "PageUp", "PageDown"],
  ...["ArrowUp", "ArrowDown", "ArrowLeft", "ArrowRight"],
]);

/** Why these keys can't be a command's, in a sentence; null where they can. */
export function shortcutProblem(shortcut: Shortcut): string | null {
  const { key, mod, shift } = shortcut;
  const use = reserved[acceleratorOf(shortcut)];
  if (use !== undefined) return `This key ${use} in every application.`;
  if (!mod && controlKeys.has(key)) return "This key belongs to buttons, lists and fields.";
  if (mod && key.length > 1 && !/^(F\d+|PageUp|PageDown|Tab)$/i.test(key))
    return "With Ctrl, take a letter, a digit, a mark or a function key.";
  // Which mark Shift makes of a key depends on the keyboard.
  if (mod && shift && !/^([a-z]|F\d+|PageUp|PageDown|Tab)$/i.test(key))
    return "With Shift, take a letter or a function key.";
  return null;
}
