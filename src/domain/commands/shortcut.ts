/** A key combination. */
export interface Shortcut {
  /** As the keyboard reports it: "o", "Escape", "[". */
  readonly key: string;
  /** Ctrl, or Command on a Mac. A character without it is for typing first: it acts outside of fields and dialogs only. */
  readonly mod?: true;
  readonly shift?: true;
  /** Alt, or Option on a Mac; only together with `mod`, as it makes other characters by itself. */
  readonly alt?: true;
}

/** The shortcut as Electron's menus write it. */
export function acceleratorOf({ key, mod, shift, alt }: Shortcut): string {
  return [
    ...(mod ? ["CmdOrCtrl"] : []),
    ...(alt ? ["Alt"] : []),
    ...(shift ? ["Shift"] : []),
    key.length === 1 ? key.toUpperCase() : key,
  ].join("+");
}
