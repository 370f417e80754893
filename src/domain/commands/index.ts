/** The commands of the window: one list for the menu, the shortcuts, the help and the toolbar. */
export { commandIds, commands, opensDialog, type Command, type CommandId, type DialogCommandId } from "./commands.ts";
export { acceleratorOf, type Shortcut } from "./shortcut.ts";
