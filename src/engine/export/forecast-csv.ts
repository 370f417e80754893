import { medianOf } from "#engine/figure";
import { formatTimestamp } from "#engine/series";
import type { ExportedForecast } from "./exported-forecast.ts";
import { orNull } from "./numbers.ts";

/**
 * One row per series and step: series, model, origin, timestamp, median, one column per level (`q0.025` …), actual. RFC 4180:
 * comma, CRLF, quotes doubled. A level that one forecast lacks is an empty cell, as is a missing number.
 */
export function forecastCsv(forecasts: readonly ExportedForecast[]): string {
  const levels = [...new Set(forecasts.flatMap((forecast) => [...forecast.levels]))].sort((a, b) => a - b);
  const header = ["series", "model", "origin", "timestamp", "median", ...levels.map((level) => `q${level}`), "actual"];
  const lines = [header.join(",")];
  for (const forecast of forecasts) {
    const { horizon, quantiles } = forecast;
    const columns = levels.map((level) => forecast.levels.indexOf(level));
    const median = medianOf(forecast.levels, quantiles, horizon);
    const names = [cell(forecast.series), cell(forecast.model.id), String(forecast.origin)];
    for (let step = 0; step < horizon; step++) {
      lines.push(
        [
          ...names,
          formatTimestamp(forecast.times[step] ?? Number.NaN),
          number(median?.[step]),
          ...columns.map((row) => (row < 0 ? "" : number(quantiles[row * horizon + step]))),
          number(forecast.actuals?.[step]),
        ].join(","),
      );
    }
  }
  return `${lines.join("\r\n")}\r\n`;
}

/**
 * A text cell. Spreadsheets run text that starts with one of these characters as a formula; the apostrophe in front makes
 * them show it as text (OWASP, CSV injection). Ids come from files of unknown origin.
 */
function cell(text: string): string {
  const safe = /^[\s]*[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

function number(value: number | undefined): string {
  return String(orNull(value) ?? "");
}
