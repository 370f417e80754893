import type { Forecast } from "#domain/forecast";
import { areCounts, type SeriesValues } from "#domain/series";
import { formatCount, numberFormat, type NumberFormat } from "#engine/format";
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
  const [low, high] = seriesRange(values);
  const [lowest, highest] = forecast === null ? [low, high] : rangeOf(forecast.quantiles);
  const shown = [Math.min(low, lowest), Math.max(high, highest)] as const;
  return shown[0] <= shown[1] ? numberFormat(...shown) : numberFormat(0, 1);
}

type Range = readonly [lowest: number, highest: number];

const ranges = new WeakMap<SeriesValues, Range>();

/** Looked at once per series: a long one is not gone through again at every step of the scrubber. */
function seriesRange(series: SeriesValues): Range {
  const before = ranges.get(series);
  if (before !== undefined) return before;
  const range = rangeOf(series.values);
  ranges.set(series, range);
  return range;
}

/** The lowest above the highest where there is no number. */
function rangeOf(values: Iterable<number>): Range {
  let lowest = Infinity;
  let highest = -Infinity;
  for (const value of values) {
    if (value < lowest) lowest = value;
    if (value > highest) highest = value;
  }
  return [lowest, highest];
}
