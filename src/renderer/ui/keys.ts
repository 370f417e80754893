const isMac = navigator.userAgent.includes("Mac OS");

const keyNames: Readonly<Record<string, string>> = { Escape: "Esc" };

/** "Ctrl+O", or "⌘O" on a Mac; "Esc" and "[" without a modifier. */
export function shortcutText({
  key,
  mod,
  shift,
}: {
  readonly key: string;
  readonly mod?: true;
  readonly shift?: true;
}): string {
  const name = keyNames[key] ?? key.toUpperCase();
  const plain = shift ? `Shift+${name}` : name;
  if (!mod) return plain;
  return isMac ? `⌘${plain}` : `Ctrl+${plain}`;
}
