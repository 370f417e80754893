import { type Keymap, keymapOf } from "#domain/commands";
import type { ShortcutChanges } from "#domain/settings";

let changes: ShortcutChanges = {};
let current: Keymap = keymapOf(changes);

/** The keys of each command in this window. */
export function keymap(): Keymap {
  return current;
}

/** Whoever shows keys is drawn again by `redrawKey` of the window. */
export function setShortcuts(next: ShortcutChanges): void {
  if (next === changes) return;
  changes = next;
  current = keymapOf(next);
}
