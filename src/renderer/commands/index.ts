export { type CommandHandler, type CommandHandlers, type Commands, createCommands } from "./commands.ts";
export { CommandToggle } from "./command-toggle.tsx";
export { CommandsContext, useCommands } from "./context.ts";
export { useShortcuts } from "./keyboard.ts";
export { shortcutOf, shortcutsOf } from "./labels.ts";
