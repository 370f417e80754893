import type { SeriesValues } from "#contract/data";
import type { NumberFormat } from "#engine/figure";
import { formatCount, missingText, valueFormatter } from "./format.ts";

const known = new WeakMap<SeriesValues, boolean>();

/** Whole numbers from zero up and nothing else: a forecast of them may be shown as such. Looked at once per series. */
export function countsThings(series: SeriesValues): boolean {
  const before = known.get(series);
  if (before !== undefined) return before;
  const observed = series.values.filter((value) => !Number.isNaN(value));
  const isCount = observed.length > 0 && observed.every((value) => Number.isInteger(value) && value >= 0);
  known.set(series, isCount);
  return isCount;
}

/** Writes the numbers of one series and its forecasts: as its chart does, or whole where forecasts of counts are shown as such. */
export function numbersOf(series: SeriesValues, isRounded: boolean): NumberFormat {
  if (!isRounded || !countsThings(series)) return valueFormatter(series.values);
  return (value) => (Number.isNaN(value) ? missingText : formatCount(value));
}
