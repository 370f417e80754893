import { areCounts, type SeriesValues } from "#domain/series";
import { formatCount, type NumberFormat, valueFormatter } from "#engine/format";
import { missingText } from "./words.ts";

const known = new WeakMap<SeriesValues, boolean>();

/** Whether a forecast of this series may be shown as whole numbers. Looked at once per series. */
export function isCountSeries(series: SeriesValues): boolean {
  const before = known.get(series);
  if (before !== undefined) return before;
  const isCount = areCounts(series.values);
  known.set(series, isCount);
  return isCount;
}

/** Writes the numbers of one series and its forecasts: as its chart does, or whole where forecasts of counts are shown as such. */
export function numberFormatOf(series: SeriesValues, isRounded: boolean): NumberFormat {
  if (!isRounded || !isCountSeries(series)) return valueFormatter(series.values);
  return (value) => (Number.isNaN(value) ? missingText : formatCount(value));
}
