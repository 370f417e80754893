import { acceleratorOf, type CommandId, commands, keymapOf, type Shortcut } from "#domain/commands";
import type { ShortcutChanges } from "#domain/settings";

/**
 * The changes once a command has these keys, of which another may lose its own.
 *
 * @param shortcuts null: the command's own; a list with one of another command's takes it from there
 * @param from the command that loses the keys
 */
export function changedKeys(
  changes: ShortcutChanges,
  id: CommandId,
  shortcuts: readonly Shortcut[] | null,
  from?: CommandId,
): ShortcutChanges {
  const taken = new Set((shortcuts ?? []).map(acceleratorOf));
  const next: Partial<Record<CommandId, readonly Shortcut[]>> = { ...changes };
  if (from !== undefined)
    next[from] = keymapOf(changes)[from].filter((shortcut) => !taken.has(acceleratorOf(shortcut)));
  if (shortcuts === null) delete next[id];
  else next[id] = shortcuts;
  const own = keymapOf({});
  for (const { id: each } of commands) if (next[each] !== undefined && isSame(next[each], own[each])) delete next[each];
  return next;
}

function isSame(one: readonly Shortcut[], other: readonly Shortcut[]): boolean {
  return one.map(acceleratorOf).join() === other.map(acceleratorOf).join();
}
