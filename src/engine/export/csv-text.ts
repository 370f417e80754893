import { safeText } from "./safe-text.ts";

/** A text cell that no spreadsheet runs. */
export function csvText(text: string): string {
  const shown = safeText(text);
  return /[",\r\n]/.test(shown) ? `"${shown.replaceAll('"', '""')}"` : shown;
}
