import { csvText } from "./csv-text.ts";
import type { ExportedForecast } from "#domain/export";
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
      return column.cells.map(csvText);
    case "time":
      return column.texts;
    case "integer":
    case "number":
      return column.cells.map((value) => String(value ?? ""));
  }
}
