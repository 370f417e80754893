/** The commands of the window: one list for the menu, the shortcuts, the palette, the help and the toolbar. */
export {
  commandIds,
  commands,
  opensDialog,
  type Command,
  type CommandId,
  type DialogCommandId,
  type MenuPlace,
} from "./commands.ts";
export { commandWith, type Keymap, keymapOf, shortcutProblem } from "./keymap.ts";
export { acceleratorOf, type Shortcut } from "./shortcut.ts";
