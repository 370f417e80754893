const isMac = navigator.userAgent.includes("Mac OS");

const keyNames: Readonly<Record<string, string>> = {
  Escape: "Esc",
  tab: "Tab",
  pageup: "Page Up",
  pagedown: "Page Down",
};

/** "Ctrl+O", or "⌘O" on a Mac; "Esc" and "[" without a modifier. */
export function shortcutText({
  key,
  mod,
  shift,
  alt,
}: {
  readonly key: string;
  readonly mod?: true;
  readonly shift?: true;
  readonly alt?: true;
}): string {
  const name = keyNames[key] ?? key.toUpperCase();
  const plain = `${alt ? (isMac ? "⌥" : "Alt+") : ""}${shift ? `Shift+${name}` : name}`;
  if (!mod) return plain;
  return isMac ? `⌘${plain}` : `Ctrl+${plain}`;
}
