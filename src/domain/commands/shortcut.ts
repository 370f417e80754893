/** A key combination. */
export interface Shortcut {
  /** As the keyboard reports it: "o", "Escape", "[". */
  readonly key: string;
  /** Ctrl, or Command on a Mac. A character without it is for typing first: it acts outside of fields and dialogs only. */
  readonly mod?: true;
  readonly shift?: true;
}

/** The shortcut as Electron's menus write it. */
export function acceleratorOf({ key, mod, shift }: Shortcut): string {
  return [...(mod ? ["CmdOrCtrl"] : []), ...(shift ? ["Shift"] : []), key.length === 1 ? key.toUpperCase() : key].join(
    "+",
  );
}
