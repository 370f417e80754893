export { type CommandHandler, type CommandHandlers, type Commands, createCommands } from "./commands.ts";
export { ContextMenu, type OwnAction, rowKeyOf } from "./context-menu.tsx";
export { CommandsContext, useCommands } from "./context.ts";
export { shortcutOfPress, useShortcuts } from "./keyboard.ts";
export { setShortcuts } from "./keymap.ts";
export { commandTitle, shortcutOf, shortcutsOf } from "./labels.ts";
