export { type CommandHandler, type CommandHandlers, type Commands, createCommands } from "./commands.ts";
export { CommandsContext, useCommands } from "./context.ts";
export { useShortcuts } from "./keyboard.ts";
export { shortcutOf, shortcutsOf } from "./labels.ts";
