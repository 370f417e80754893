const isMac = navigator.userAgent.includes("Mac OS");

/** "Ctrl+O", or "⌘O" on a Mac. */
export function shortcutText(key: string): string {
  return isMac ? `⌘${key}` : `Ctrl+${key}`;
}
