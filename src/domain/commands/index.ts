/** The commands of the window: one list for the menu, the shortcuts, the help and the toolbar. */
export { commandIds, commands, type Command, type CommandId } from "./commands.ts";
export { acceleratorOf, type Shortcut } from "./shortcut.ts";
