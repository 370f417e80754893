/**
 * A text cell. Spreadsheets run text that starts with one of these characters as a formula; the apostrophe in front makes
 * them show it as text (OWASP, CSV injection). Ids come from files of unknown origin.
 */
export function csvText(text: string): string {
  const shown = /^[\s]*[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(shown) ? `"${shown.replaceAll('"', '""')}"` : shown;
}
