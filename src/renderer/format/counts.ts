import type { Forecast } from "#domain/forecast";
import { areCounts, type SeriesValues } from "#domain/series";
import { formatCount, numberFormat, type NumberFormat, usualRange } from "#engine/format";
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
 * Writes the numbers of one series and a forecast of it, with the decimals that tell their usual values apart; whole where forecasts
 * of counts are shown as such.
 */
export function numberFormatOf({ values, forecast }: ShownNumbers, isRounded: boolean): NumberFormat {
  if (isRounded && isCountSeries(values)) return (value) => (Number.isNaN(value) ? missingText : formatCount(value));
  const ends = [rangeOf(values.values), forecast === null ? null : rangeOf(forecast.quantiles)].flatMap(
    (range) => range ?? [],
  );
  return ends.length === 0 ? numberFormat(0, 1) : numberFormat(Math.min(...ends), Math.max(...ends));
}

type Range = ReturnType<typeof usualRange>;

const ranges = new WeakMap<object, { readonly range: Range }>();

/** Looked at once: at each step of the scrubber many parts of the window write numbers of the same series and the same forecast. */
function rangeOf(numbers: Float64Array | Float32Array): Range {
  const before = ranges.get(numbers);
  if (before !== undefined) return before.range;
  const range = usualRange(numbers);
  ranges.set(numbers, { range });
  return range;
}
