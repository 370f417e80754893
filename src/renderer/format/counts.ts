import { bandLevels, type Forecast } from "#domain/forecast";
import { areCounts, type SeriesValues } from "#domain/series";
import { formatCount, numberFormat, type NumberFormat, valueFormatter } from "#engine/format";
import { missingText } from "./words.ts";

/** A series and the forecast of it that is on the screen. */
export interface ShownNumbers {
  readonly values: SeriesValues;
  readonly forecast: Forecast | null;
}

const largeCount = 100;

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
 * Writes the numbers of one series and a forecast of it, with decimals that tell those apart that are shown: what was an outlier
 * years ago has no say in them. Whole where forecasts of counts are shown as such.
 */
export function numberFormatOf({ values, forecast }: ShownNumbers, isRounded: boolean): NumberFormat {
  const isCount = isCountSeries(values);
  const whole: NumberFormat = (value) => (Number.isNaN(value) ? missingText : formatCount(value));
  if (isCount && isRounded) return whole;
  const shown = forecast === null ? values.values : centreOf(forecast);
  if (!isCount) return valueFormatter(shown);
  // Of small counts a share of one matters, of large ones nobody asks for it.
  const largest = largestOf(shown);
  return largest >= largeCount ? whole : numberFormat(0, largest);
}

/** The values of the 80 % range and what happened: the tails beyond it may be anywhere. */
function centreOf({ levels, quantiles, horizon, actuals }: Forecast): readonly number[] {
  const [lowest, highest] = bandLevels[0.8];
  const slack = 1e-6;
  const central = levels.flatMap((level, row) =>
    level >= lowest - slack && level <= highest + slack
      ? Array.from(quantiles.subarray(row * horizon, (row + 1) * horizon))
      : [],
  );
  return [...(central.length === 0 ? quantiles : central), ...(actuals ?? [])];
}

function largestOf(values: Iterable<number>): number {
  let largest = 0;
  for (const value of values) if (value > largest) largest = value;
  return largest;
}
