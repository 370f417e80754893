import { formatTimestamp } from "#engine/series";
import type { ExportedForecast } from "./exported-forecast.ts";
import { longTable, type TableColumn } from "./long-table.ts";

/** The long table as RFC 4180: comma, CRLF, quotes doubled; a missing number is an empty cell. */
export function forecastCsv(forecasts: readonly ExportedForecast[]): string {
  const columns = longTable(forecasts);
  const texts = columns.map(textsOf);
  const lines = [columns.map((column) => column.name).join(",")];
  for (let row = 0; row < (texts[0]?.length ?? 0); row++) {
    lines.push(texts.map((cells) => cells[row] ?? "").join(","));
  }
  return `${lines.join("\r\n")}\r\n`;
}

function textsOf(column: TableColumn): readonly string[] {
  switch (column.kind) {
    case "text":
      return column.cells.map(safe);
    case "time":
      return column.cells.map(formatTimestamp);
    case "integer":
    case "number":
      return column.cells.map((value) => String(value ?? ""));
  }
}

/**
 * A text cell. Spreadsheets run text that starts with one of these characters as a formula; the apostrophe in front makes
 * them show it as text (OWASP, CSV injection). Ids come from files of unknown origin.
 */
function safe(text: string): string {
  const shown = /^[\s]*[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(shown) ? `"${shown.replaceAll('"', '""')}"` : shown;
}
