import { describeFan } from "#engine/figure";
import type { ExportedForecast } from "#domain/export";
import { fanOf } from "./fan-of.ts";
import { numberTable } from "./number-table.ts";

export interface TerminalTableOptions {
  /** Longer forecasts show their first and last steps and say how many are left out. */
  readonly maxRows?: number;
  /** More series than this are counted and not shown. */
  readonly maxSeries?: number;
}

/** Forecasts for a terminal: one aligned table per series, plain text. */
export function terminalTable(forecasts: readonly ExportedForecast[], options: TerminalTableOptions = {}): string {
  const maxSeries = options.maxSeries ?? 12;
  const blocks = forecasts.slice(0, maxSeries).map((forecast) => oneSeries(forecast, options.maxRows ?? 40));
  const rest = forecasts.length - blocks.length;
  if (rest > 0) blocks.push(`and ${rest} more series\n`);
  return blocks.join("\n");
}

function oneSeries(forecast: ExportedForecast, maxRows: number): string {
  const { columns, rows } = numberTable(forecast);
  const shown =
    rows.length <= maxRows
      ? rows
      : [
          ...rows.slice(0, Math.ceil(maxRows / 2)),
          [`\u2026 ${rows.length - maxRows} more`],
          ...rows.slice(rows.length - Math.floor(maxRows / 2)),
        ];
  const widths = columns.map((column, index) =>
    Math.max(column.length, ...shown.map((row) => row[index]?.length ?? 0)),
  );
  const line = (cells: readonly string[]): string =>
    cells
      .map((text, index) => (index === 0 ? text.padEnd(widths[0] ?? 0) : text.padStart(widths[index] ?? 0)))
      .join("  ")
      .trimEnd();
  const fan = fanOf(forecast);
  return [
    `${printable(forecast.series)}: ${printable(fan.subtitle ?? "")}`,
    ...(fan.notes ?? []).map(printable),
    "",
    line(columns),
    widths.map((width) => "\u2500".repeat(width)).join("  "),
    ...shown.map(line),
    "",
    describeFan(fan),
    "",
  ].join("\n");
}

/** An id from a file must not move the cursor or change colours. */
function printable(text: string): string {
  return Array.from(text, (character) => {
    const code = character.codePointAt(0) ?? 0;
    return code < 0x20 || (code >= 0x7f && code < 0xa0) ? "\ufffd" : character;
  }).join("");
}
