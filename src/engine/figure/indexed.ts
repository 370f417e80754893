import type { FanInput, NumberColumn } from "./fan-input.ts";

/** What the value at the origin becomes. */
export const indexBase = 100;

/**
 * The same chart with every value as a percentage of the last one that the forecast saw, so that series of any size can be laid beside
 * each other. Null where that value is missing, zero or negative: there is nothing that 100 could stand for.
 */
export function indexedInput(input: FanInput): FanInput | null {
  const { value } = input.anchor;
  const factor = indexBase / value;
  if (!(value > 0) || !Number.isFinite(factor)) return null;
  const scaled = (column: NumberColumn): Float64Array => Float64Array.from(column, (one) => one * factor);
  const { historyRange, median, actuals, density: _density, valueRange: _valueRange, ...rest } = input;
  return {
    ...rest,
    historyValues: scaled(input.historyValues),
    ...(historyRange === undefined
      ? {}
      : { historyRange: { low: scaled(historyRange.low), high: scaled(historyRange.high) } }),
    anchor: { time: input.anchor.time, value: indexBase },
    quantiles: scaled(input.quantiles),
    ...(median === undefined ? {} : { median: scaled(median) }),
    actuals: actuals === null ? null : scaled(actuals),
  };
}
