/** What changed since an earlier forecast of the same series: how it did, what its future became, and what moved it. */
import type { FittedInfluences, ForecastChange } from "#domain/influence";

export interface EarlierForecast {
  /** The last step that it knew of, in wall-clock milliseconds. */
  readonly seen: number;
  /** [horizon] wall-clock milliseconds. */
  readonly times: Float64Array;
  /** [horizon] */
  readonly median: ArrayLike<number>;
}

/** What influences add to the steps of a forecast. */
export type InfluencesAhead = Pick<FittedInfluences, "ahead" | "isRelative">;

export interface InfluencesBetween {
  /** Of the earlier forecast, and of the one of now; null where it knew of none. */
  readonly before: InfluencesAhead | null;
  readonly now: InfluencesAhead | null;
  /** [steps] each, what they did to the history, as it is seen now. */
  readonly parts: readonly Pick<FittedInfluences["parts"][number], "name" | "past">[];
}

/** A step that the earlier forecast reached, and its value. */
interface Arrived {
  readonly time: number;
  readonly value: number;
  readonly error: number;
  readonly expected: number;
}

const noInfluence: InfluencesBetween = { before: null, now: null, parts: [] };
/** What an influence does to a step has to be this share of a miss, to be named beside it. */
const namedShare = 0.2;

/**
 * @param history [steps] of the series, as far as the forecast of now
 * @param seasonSteps whose last one says where the level is now
 * @returns null where nothing has come since
 */
export function changeSince(
  earlier: EarlierForecast,
  now: Pick<EarlierForecast, "times" | "median">,
  history: { readonly times: Float64Array; readonly values: Float64Array },
  seasonSteps: number,
  between: InfluencesBetween = noInfluence,
): ForecastChange | null {
  const before = new Map(Array.from(earlier.times, (time, step) => [time, earlier.median[step] as number]));
  const stepOf = new Map(Array.from(earlier.times, (time, step) => [time, step]));
  const arrived: Arrived[] = [];
  let newSteps = 0;
  for (let step = history.times.length - 1; step >= 0; step--) {
    const [time, value] = [history.times[step] as number, history.values[step] as number];
    if (time <= earlier.seen) break;
    if (Number.isNaN(value)) continue;
    newSteps += 1;
    const expected = before.get(time);
    if (expected !== undefined) arrived.unshift({ time, value, expected, error: value - expected });
  }
  if (newSteps === 0) return null;
  const worst = arrived.reduce<Arrived | null>(
    (most, one) => (most === null || Math.abs(one.error) > Math.abs(most.error) ? one : most),
    null,
  );
  const common = Array.from(now.times, (time, step) => ({
    was: before.get(time),
    is: now.median[step] as number,
    from: stepOf.get(time) as number,
    to: step,
  })).flatMap(({ was, ...rest }) => (was === undefined ? [] : [{ was, ...rest }]));
  const latest = arrived.slice(-Math.max(1, seasonSteps));
  return {
    seen: earlier.seen,
    newSteps,
    judged: arrived.length,
    bias: ratio(
      sumOf(arrived, ({ error }) => error),
      sumOf(arrived, ({ expected }) => Math.abs(expected)),
    ),
    worst: worst === null ? null : worstOf(worst, between, history.times),
    common: common.length,
    moved: ratio(
      sumOf(common, ({ was, is }) => is - was),
      sumOf(common, ({ was }) => Math.abs(was)),
    ),
    levelMoved: ratio(
      sumOf(latest, ({ error }) => error),
      sumOf(latest, ({ expected }) => Math.abs(expected)),
    ),
    influencesMoved:
      between.before === null && between.now === null
        ? null
        : ratio(
            sumOf(common, ({ was, is, from, to }) => added(is, between.now, to) - added(was, between.before, from)),
            sumOf(common, ({ was }) => Math.abs(was)),
          ),
  };
}

/** What influences add to a median, in its unit. */
function added(median: number, influences: InfluencesAhead | null, step: number): number {
  if (influences === null) return 0;
  const own = influences.ahead[step] as number;
  return influences.isRelative ? median - median / Math.exp(own) : own;
}

/** With the influence that does most to that step, in the direction of the miss, where that is a fair part of it. */
function worstOf(
  { time, value, expected, error }: Arrived,
  { now, parts }: InfluencesBetween,
  times: Float64Array,
): ForecastChange["worst"] {
  const step = times.indexOf(time);
  const isRelative = now?.isRelative === true;
  const sizes = parts.map(({ name, past }) => {
    const own = past[step] ?? 0;
    return { name, size: isRelative ? value - value / Math.exp(own) : own };
  });
  const largest = sizes
    .filter(({ size }) => Math.sign(size) === Math.sign(error) && Math.abs(size) >= namedShare * Math.abs(error))
    .toSorted((one, other) => Math.abs(other.size) - Math.abs(one.size))[0];
  return { time, value, expected, influence: largest?.name ?? null };
}

function sumOf<T>(items: readonly T[], valueOf: (item: T) => number): number {
  return items.reduce((sum, item) => sum + valueOf(item), 0);
}

/** Null where it says nothing. */
function ratio(part: number, whole: number): number | null {
  return whole > 0 ? part / whole : null;
}
