import { type CommandId, commands } from "#domain/commands";
import { shortcutText } from "#renderer/ui";

/** The keys of a command as they are shown, each alternative on its own; empty for a command without any. */
export function shortcutsOf(id: CommandId): readonly string[] {
  return (commands.find((command) => command.id === id)?.shortcuts ?? []).map(shortcutText);
}

/** The keys that stand beside a command's button. */
export function shortcutOf(id: CommandId): string | undefined {
  return shortcutsOf(id)[0];
}
