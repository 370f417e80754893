import type { SeriesValues } from "#contract/data";

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
