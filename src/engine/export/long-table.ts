import { formatTimestamps, utcOffsets } from "#engine/series";
import type { ExportedForecast } from "#domain/export";
import { medianOf } from "./exported-forecast.ts";
import { chanceColumn, roundedChance } from "./chances.ts";
import { forecastOrNull, observedOrNull } from "./numbers.ts";

/** One column of a table; null = no number there. */
export type TableColumn =
  | { readonly name: string; readonly kind: "text"; readonly cells: readonly string[] }
  | { readonly name: string; readonly kind: "integer"; readonly cells: readonly number[] }
  | TimeColumn
  | { readonly name: string; readonly kind: "number"; readonly cells: readonly (number | null)[] };

export interface TimeColumn {
  readonly name: string;
  readonly kind: "time";
  /** Wall-clock milliseconds. */
  readonly cells: readonly number[];
  /** How far the wall clock is ahead of UTC, in milliseconds; null where nothing says. */
  readonly offsets: readonly (number | null)[];
  /** ISO 8601, with the offset where there is one. */
  readonly texts: readonly string[];
}

/**
 * The table that every row-wise format holds: one row per series and step; series, model, origin, timestamp, median, where forecasts are
 * adjusted the model's own as `plain_median`, one
 * column per level (`q0.025` …), actual, and one of chances for each limit (`chance above 120` …). A level that one forecast lacks has nulls there.
 */
export function longTable(forecasts: readonly ExportedForecast[]): TableColumn[] {
  const levels = [...new Set(forecasts.flatMap((forecast) => [...forecast.levels]))].sort((a, b) => a - b);
  const perStep = <T>(cell: (forecast: ExportedForecast, step: number) => T): T[] =>
    forecasts.flatMap((forecast) => Array.from({ length: forecast.horizon }, (_, step) => cell(forecast, step)));
  const medians = new Map(forecasts.map((forecast) => [forecast, medianOf(forecast)]));
  return [
    { name: "series", kind: "text", cells: perStep((forecast) => forecast.series) },
    { name: "model", kind: "text", cells: perStep((forecast) => forecast.model.id) },
    { name: "origin", kind: "integer", cells: perStep((forecast) => forecast.origin) },
    timeColumn("timestamp", forecasts),
    {
      name: "median",
      kind: "number",
      cells: perStep((forecast, step) => forecastOrNull(medians.get(forecast)?.[step])),
    },
    ...(forecasts.some(({ plain }) => plain !== undefined)
      ? [
          {
            name: "plain_median",
            kind: "number" as const,
            cells: perStep(({ plain }, step) => forecastOrNull(plain?.[step])),
          },
        ]
      : []),
    ...levels.map((level): TableColumn => {
      const rows = new Map(forecasts.map((forecast) => [forecast, forecast.levels.indexOf(level)]));
      const cells = perStep((forecast, step) => {
        const row = rows.get(forecast) ?? -1;
        return row < 0 ? null : forecastOrNull(forecast.quantiles[row * forecast.horizon + step]);
      });
      return { name: `q${level}`, kind: "number", cells };
    }),
    { name: "actual", kind: "number", cells: perStep((forecast, step) => observedOrNull(forecast.actuals?.[step])) },
    ...chanceColumns(forecasts).map((name): TableColumn => ({
      name,
      kind: "number",
      cells: perStep((forecast, step) => {
        const found = forecast.thresholds?.find(({ threshold }) => chanceColumn(threshold) === name);
        return roundedChance(found?.answer.limit?.at[step]);
      }),
    })),
  ];
}

function timeColumn(name: string, forecasts: readonly ExportedForecast[]): TimeColumn {
  return {
    name,
    kind: "time",
    cells: forecasts.flatMap(({ times }) => [...times]),
    offsets: forecasts.flatMap(({ times, zone, historyTimes }) => [
      ...(utcOffsets(times, zone, historyTimes) ?? Array.from(times, () => null)),
    ]),
    texts: forecasts.flatMap(({ times, zone, historyTimes }) => formatTimestamps(times, zone, historyTimes)),
  };
}

function chanceColumns(forecasts: readonly ExportedForecast[]): string[] {
  const limits = forecasts.flatMap(({ thresholds = [] }) => thresholds.map(({ threshold }) => chanceColumn(threshold)));
  return [...new Set(limits)].filter((name) => name !== null);
}
