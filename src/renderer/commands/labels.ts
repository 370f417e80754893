import { type CommandId, commands } from "#domain/commands";
import { defineTexts } from "#renderer/texts";
import { shortcutText } from "#renderer/ui";
import { keymap } from "./keymap.ts";

/** The keys of a command as they are shown, each alternative on its own; empty for a command without any. */
export function shortcutsOf(id: CommandId): readonly string[] {
  return keymap()[id].map(shortcutText);
}

/** The keys that stand beside a command's button. */
export function shortcutOf(id: CommandId): string | undefined {
  return shortcutsOf(id)[0];
}

const titles = defineTexts("commands", Object.fromEntries(commands.map(({ id, title }) => [id, title])));

/** What a command is called, in the language that is chosen. */
export function commandTitle(id: CommandId): string {
  return titles[id] ?? id;
}
