import type { Forecast } from "#domain/forecast";
import { areCounts, type SeriesValues } from "#domain/series";
import { formatCount, type NumberFormat, valueFormatter } from "#engine/format";
import { missingText } from "./words.ts";

/** A series and the forecast of it that is on the screen. */
export interface ShownNumbers {
  readonly values: SeriesValues;
  readonly forecast: Forecast | null;
}

const known = new WeakMap<SeriesValues, boolean>();

/** Whether a forecast of this series may be shown as whole numbers. Looked at once per series. */
export function isCountSeries(series: SeriesValues): boolean {
  const before = known.get(series);
  if (before !== undefined) return before;
  const isCount = areCounts(series.values);
  known.set(series, isCount);
  return isCount;
}

/**
 * Writes the numbers of one series and a forecast of it, with the decimals that tell them apart; whole where forecasts of counts
 * are shown as such.
 */
export function numberFormatOf({ values, forecast }: ShownNumbers, isRounded: boolean): NumberFormat {
  if (isRounded && isCountSeries(values)) return (value) => (Number.isNaN(value) ? missingText : formatCount(value));
  return valueFormatter(forecast === null ? values.values : [...values.values, ...forecast.quantiles]);
}
