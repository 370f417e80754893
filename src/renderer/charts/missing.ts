import type { Frequency, SeriesValues } from "#domain/series";
import { formatSteps, formatTime } from "#renderer/format";

/** A stretch of steps without a value. */
export interface MissingSpan {
  /** First and last step of it, as indices and as wall-clock times. */
  readonly from: number;
  readonly to: number;
  readonly fromTime: number;
  readonly toTime: number;
}

const known = new WeakMap<Float64Array, readonly MissingSpan[]>();

/** All stretches without a value, in time order. A series is looked through once, however often the chart is drawn. */
export function missingSpans({ times, values }: Pick<SeriesValues, "times" | "values">): readonly MissingSpan[] {
  const before = known.get(values);
  if (before !== undefined) return before;
  const spans: MissingSpan[] = [];
  let from = -1;
  for (let step = 0; step <= values.length; step += 1) {
    const isMissing = step < values.length && Number.isNaN(values[step]);
    if (isMissing && from < 0) from = step;
    if (!isMissing && from >= 0) {
      spans.push({ from, to: step - 1, fromTime: times[from] ?? Number.NaN, toTime: times[step - 1] ?? Number.NaN });
      from = -1;
    }
  }
  known.set(values, spans);
  return spans;
}

/** The stretch that a time lies in. */
export function missingAt(spans: readonly MissingSpan[], time: number): MissingSpan | null {
  let low = 0;
  let high = spans.length - 1;
  while (low <= high) {
    const middle = (low + high) >>> 1;
    const span = spans[middle];
    if (span === undefined) return null;
    if (time < span.fromTime) high = middle - 1;
    else if (time > span.toTime) low = middle + 1;
    else return span;
  }
  return null;
}

/** "3 days, 5 Jan 2024 – 7 Jan 2024". */
export function describeSpan({ from, to, fromTime, toTime }: MissingSpan, frequency: Frequency): string {
  const steps = formatSteps(to - from + 1, frequency);
  return from === to
    ? `${steps}, ${formatTime(fromTime, frequency)}`
    : `${steps}, ${formatTime(fromTime, frequency)} – ${formatTime(toTime, frequency)}`;
}
