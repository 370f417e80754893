/** A regular series as far as reuse cares: its grid and its values. */
export interface GridSeries {
  /** [steps] milliseconds. */
  readonly times: Float64Array;
  /** [steps], NaN = missing. */
  readonly values: Float64Array;
}

/** A stretch of steps, `from` to `to` inclusive, where two series agree; step i of one is step i + shift of the other. */
export interface EqualRun {
  readonly from: number;
  readonly to: number;
  readonly shift: number;
}

/** Origins of the one series, `oldest` to `newest` inclusive; origin o of it is origin o + delta of the other. */
export interface OriginSpan {
  readonly oldest: number;
  readonly newest: number;
  readonly delta: number;
}

/**
 * The longest stretches where both series have the same values at the same times, in steps of `mine`. Values are equal
 * when their bits are, or when both are missing.
 */
export function equalRuns(mine: GridSeries, theirs: GridSeries): EqualRun[] {
  const shift = shiftOf(mine.times, theirs.times);
  if (shift === null) return [];
  const runs: EqualRun[] = [];
  const first = Math.max(0, -shift);
  const end = Math.min(mine.values.length, theirs.values.length - shift);
  let from = first;
  for (let step = first; step <= end; step += 1) {
    const isEqual =
      step < end &&
      mine.times[step] === theirs.times[step + shift] &&
      Object.is(mine.values[step], theirs.values[step + shift]);
    if (isEqual) continue;
    if (step > from) runs.push({ from, to: step - 1, shift });
    from = step + 1;
  }
  return runs;
}

/** Steps before the first value below zero, of both series: forecasts that have seen no more are bounded by zero. */
export interface NonNegativeSteps {
  readonly mine: number;
  readonly theirs: number;
}

/**
 * The origins whose whole context is equal, and at which both series are bounded by zero or neither is. A window that reaches
 * back before the start of a series is padded there, so it equals another one only if both series start at the same step.
 */
export function reusableSpans(
  runs: readonly EqualRun[],
  mySteps: number,
  theirSteps: number,
  contextSteps: number,
  nonNegative: NonNegativeSteps,
): OriginSpan[] {
  const spans: OriginSpan[] = [];
  for (const { from, to, shift } of runs) {
    const isCommonStart = from === 0 && shift === 0;
    const firstEnd = isCommonStart ? 0 : from + contextSteps - 1;
    if (firstEnd > to) continue;
    // In steps that mine has seen: up to the one both are bounded, beyond the other neither.
    const [one, other] = [nonNegative.mine, nonNegative.theirs - shift];
    const delta = mySteps + shift - theirSteps;
    const add = (firstSeen: number, lastSeen: number): void => {
      if (firstSeen <= lastSeen) spans.push({ oldest: firstSeen - mySteps, newest: lastSeen - mySteps, delta });
    };
    // A window that ends at step e has seen e + 1.
    add(firstEnd + 1, Math.min(to + 1, one, other));
    add(Math.max(firstEnd, one, other) + 1, to + 1);
  }
  return spans;
}

/** Where the first common time stamp lies in both; null when the grids have none in common. */
function shiftOf(mine: Float64Array, theirs: Float64Array): number | null {
  const [myStart, theirStart] = [mine[0], theirs[0]];
  if (myStart === undefined || theirStart === undefined) return null;
  if (myStart >= theirStart) return indexOfTime(theirs, myStart);
  const index = indexOfTime(mine, theirStart);
  // `0 −` because the negative of 0 would be −0.
  return index === null ? null : 0 - index;
}

function indexOfTime(times: Float64Array, wanted: number): number | null {
  let low = 0;
  let high = times.length - 1;
  while (low <= high) {
    const middle = (low + high) >>> 1;
    const time = times[middle] as number;
    if (time === wanted) return middle;
    if (time < wanted) low = middle + 1;
    else high = middle - 1;
  }
  return null;
}
