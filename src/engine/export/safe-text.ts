/**
 * A text as spreadsheets show it. They run what starts with one of these characters as a formula; the apostrophe in front makes
 * it a text (OWASP, CSV injection), and so do the wide forms of the same characters in East Asian editions. Names come from files of unknown origin.
 */
export function safeText(text: string): string {
  return /^[\s]*[=+\-@\t\r\uFF1D\uFF0B\uFF0D\uFF20]/.test(text) ? `'${text}` : text;
}
