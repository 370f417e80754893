import type { Changepoint, Changepoints } from "#domain/profile";
import type { Signal } from "#engine/concurrency";
import { type Cost, lineCost, meanCost, pelt } from "./pelt.ts";
import { medianOf, robustDeviation, runningMedian } from "./robust.ts";

/** What a change must save: so many times the logarithm of the steps, in units of the noise's long-run variance. */
const penaltyFactor = 4;
/** A line has one number more than a mean. */
const linePenaltyFactor = 5.5;
/** Steps of a stretch, at least. */
const shortestStretch = 8;
/** PELT takes quadratic time where nothing changes: more steps than this are looked at as means of blocks. */
const maxPlaces = 3000;
/** Spikes of up to half of this many steps are no changes. */
const spikeWindow = 9;
const spikeLimit = 3;
export const fewestForChanges = 4 * shortestStretch;

/**
 * Where the level, the slope or the spread of values without seasons changed: PELT for stretches of one mean and for stretches of a line
 * each, whichever describes the values at less cost, and on what is left for the spread.
 *
 * The penalty is `4 log n` (lines: 5.5) in units of the noise's long-run variance, not of its variance, or every slow swing of correlated
 * noise were a change (Chakar, Lebarbier, Lévy-Leduc & Robin 2017). Spikes are cut first.
 *
 * @param values without seasons, none missing
 */
export function findChanges(values: Float64Array, signal?: Signal): Changepoints {
  const cut = withoutSpikes(values);
  const search = searchLevels(cut, signal);
  const rest = search.remainder;
  const spread = searchLevels(
    rest.map((value) => Math.abs(value)),
    signal,
    "mean",
  );
  const list: Changepoint[] = [
    ...describe(search.changes, values.length, search.kind === "mean" ? "level" : "slope", (from, to) =>
      mean(cut, from, to),
    ),
    ...describe(spread.changes, values.length, "spread", (from, to) => deviation(rest, from, to)),
  ];
  return {
    list: list.sort((left, right) => left.step - right.step),
    penalty: search.penalty,
    noise: search.noise,
  };
}

interface LevelSearch {
  readonly kind: "mean" | "line";
  readonly changes: readonly number[];
  readonly penalty: number;
  readonly noise: number;
  /** [steps] what the stretches leave. */
  readonly remainder: Float64Array;
}

function searchLevels(values: Float64Array, signal?: Signal, only?: "mean"): LevelSearch {
  const count = values.length;
  const block = Math.ceil(count / maxPlaces);
  const places = block === 1 ? values : blockMeans(values, block);
  const shortest = Math.max(2, Math.ceil(shortestStretch / block));
  const noise = longRunDeviation(values);
  const penalty = penaltyFactor * Math.log(count);
  const linePenalty = linePenaltyFactor * Math.log(count);
  const none = { kind: "mean", changes: [], penalty, noise: Number.isFinite(noise) ? noise : 0 } as const;
  const scale = noise ** 2 / block;
  // Noise without a limit, as of a walk: any level is as likely as any other.
  if (!Number.isFinite(scale) || !(scale > 0)) return { ...none, remainder: lessLines(values, []) };
  const search = (cost: Cost, own: number): { changes: number[]; total: number } => {
    const changes = pelt(cost, own * scale, shortest, signal);
    const total = stretches(changes, places.length).reduce((sum, [from, to]) => sum + cost.of(from, to) / scale, 0);
    return { changes, total: total + own * changes.length };
  };
  const means = search(meanCost(places), penalty);
  const lines = only === "mean" ? null : search(lineCost(places), linePenalty);
  // The first line, too, has one number more than the first mean.
  const isLine = lines !== null && lines.total + linePenalty - penalty < means.total;
  const { changes } = isLine ? lines : means;
  const exact = isLine ? lineCost(values) : meanCost(values);
  const refined =
    block === 1
      ? changes
      : refine(
          exact,
          changes.map((at) => at * block),
          block,
        );
  return {
    ...none,
    kind: isLine ? "line" : "mean",
    penalty: isLine ? linePenalty : penalty,
    changes: refined,
    remainder: isLine ? lessLines(values, refined) : lessMeans(values, refined),
  };
}

/** Between its neighbours, each change moves to the step within a block or two that costs least. */
function refine(cost: Cost, changes: readonly number[], block: number): number[] {
  const refined: number[] = [];
  changes.forEach((change, index) => {
    const from = refined.at(-1) ?? 0;
    const to = changes[index + 1] ?? cost.count;
    let [best, least] = [change, Number.POSITIVE_INFINITY];
    for (let at = Math.max(from + 2, change - 2 * block); at <= Math.min(to - 2, change + 2 * block); at++) {
      const own = cost.of(from, at) + cost.of(at, to);
      if (own < least) [best, least] = [at, own];
    }
    refined.push(best);
  });
  return refined;
}

/**
 * Square root of the long-run variance of the noise, whatever the level does now and then: variances of differences at lags k and 2k by
 * medians, which few shifts don't move, give autocorrelation and variance of a first-order autoregression (Chakar et al. 2017, for k = 1).
 * Of several k the largest. Infinite for walks and smooth curves; 0 where most differences are equal.
 */
export function longRunDeviation(values: Float64Array): number {
  const count = values.length;
  const spread = (lag: number): number => robustVariance(differences(values, lag));
  let most = 0;
  for (const lag of [1, 2, 4]) {
    if (count < 16 * lag) break;
    const [once, twice] = [spread(lag), spread(2 * lag)];
    if (!(once > 0)) continue;
    const likeness = twice / once - 1;
    // Beyond the next lag noise looks correlated by chance.
    if (lag > 1 && likeness < 4 / Math.sqrt(count)) continue;
    const root = Math.max(0, likeness) ** (1 / lag);
    if (root >= 1 - 12 / count) return Number.POSITIVE_INFINITY;
    const variance = once / (2 * (1 - Math.max(-0.5, likeness)));
    most = Math.max(most, (variance * (1 + root)) / (1 - root));
  }
  return Math.sqrt(most);
}

/** Medians say nothing where most differences are equal, as of counts: there the mean of squares. */
function robustVariance(values: Float64Array): number {
  const robust = robustDeviation(values) ** 2;
  if (robust > 0) return robust;
  const middle = medianOf(values);
  return values.reduce((sum, value) => sum + (value - middle) ** 2, 0) / values.length;
}

function differences(values: Float64Array, lag: number): Float64Array {
  return Float64Array.from(
    { length: values.length - lag },
    (_, at) => (values[at + lag] as number) - (values[at] as number),
  );
}

/** Values far from the median around them are cut. */
function withoutSpikes(values: Float64Array): Float64Array {
  const smooth = runningMedian(values, spikeWindow);
  const limit = spikeLimit * robustDeviation(values.map((value, at) => value - (smooth[at] as number)));
  if (limit === 0) return smooth;
  return values.map((value, at) => {
    const middle = smooth[at] as number;
    return Math.max(middle - limit, Math.min(middle + limit, value));
  });
}

function blockMeans(values: Float64Array, block: number): Float64Array {
  const places = Math.floor(values.length / block);
  return Float64Array.from({ length: places }, (_, place) => mean(values, place * block, (place + 1) * block));
}

function stretches(changes: readonly number[], count: number): [from: number, to: number][] {
  const edges = [0, ...changes, count];
  return edges.slice(1).map((to, index) => [edges[index] as number, to]);
}

function describe(
  changes: readonly number[],
  count: number,
  kind: Changepoint["kind"],
  measure: (from: number, to: number) => number,
): Changepoint[] {
  const all = stretches(changes, count).map(([from, to]) => measure(from, to));
  return changes.map((step, index) => ({
    step,
    kind,
    before: all[index] as number,
    after: all[index + 1] as number,
  }));
}

function lessMeans(values: Float64Array, changes: readonly number[]): Float64Array {
  const rest = Float64Array.from(values);
  for (const [from, to] of stretches(changes, values.length)) {
    const level = mean(values, from, to);
    for (let at = from; at < to; at++) rest[at] = (rest[at] as number) - level;
  }
  return rest;
}

function lessLines(values: Float64Array, changes: readonly number[]): Float64Array {
  const rest = Float64Array.from(values);
  for (const [from, to] of stretches(changes, values.length)) {
    const level = mean(values, from, to);
    const middle = (from + to - 1) / 2;
    let [product, squares] = [0, 0];
    for (let at = from; at < to; at++) {
      product += (at - middle) * ((values[at] as number) - level);
      squares += (at - middle) ** 2;
    }
    const slope = squares > 0 ? product / squares : 0;
    for (let at = from; at < to; at++) rest[at] = (rest[at] as number) - level - slope * (at - middle);
  }
  return rest;
}

function mean(values: Float64Array, from: number, to: number): number {
  let sum = 0;
  for (let at = from; at < to; at++) sum += values[at] as number;
  return sum / (to - from);
}

function deviation(values: Float64Array, from: number, to: number): number {
  const level = mean(values, from, to);
  let squares = 0;
  for (let at = from; at < to; at++) squares += ((values[at] as number) - level) ** 2;
  return Math.sqrt(squares / Math.max(1, to - from - 1));
}
