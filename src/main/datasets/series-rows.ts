import { flagCodes, type IngestedSeries, type SeriesRows } from "#domain/series";

const missingBit = 1 << flagCodes.indexOf("missing");
const correctedBit = 1 << flagCodes.indexOf("corrected");

/**
 * Steps of a series for a table, from the `from`th on.
 *
 * @param series as it is corrected
 * @param original as the file has it: of the same steps
 */
export function seriesRows(series: IngestedSeries, original: IngestedSeries, from: number, count: number): SeriesRows {
  const to = Math.min(from + count, series.values.length);
  const start = Math.min(from, to);
  const values = series.values.slice(start, to);
  const originals = original.values.slice(start, to);
  const flags = new Uint16Array(values.length);
  const mark = (row: number, bit: number): void => {
    flags[row] = (flags[row] ?? 0) | bit;
  };
  for (const { code, fromStep, toStep } of series.flags.spans) {
    if (fromStep >= to) break;
    const bit = 1 << flagCodes.indexOf(code);
    for (let step = Math.max(fromStep, start); step <= toStep && step < to; step += 1) mark(step - start, bit);
  }
  // These two are known of every step, however many spans are listed.
  for (const [row, value] of values.entries()) {
    if (Number.isNaN(value)) mark(row, missingBit);
    if (!Object.is(value, originals[row])) mark(row, correctedBit);
  }
  return {
    series: series.id,
    from: start,
    total: series.values.length,
    times: series.times.slice(start, to),
    values,
    originals,
    flags,
  };
}
