import type { Changepoint, Changepoints } from "#domain/profile";
import type { Signal } from "#engine/concurrency";
import { sampleQuantile } from "#engine/numerics";
import { type Cost, lineCost, meanCost, pelt } from "./pelt.ts";
import { medianOf, robustDeviation, withoutSpikes } from "./robust.ts";

/** What a change must save: so many times the logarithm of the steps, in units of the noise's long-run variance. */
const penalties = { mean: 4, line: 5.5, spread: 6 } as const;
/** Steps of a stretch, at least these and this share of the series: anything shorter did not stay changed. */
const shortestStretch = 10;
const shortestShare = 0.02;
const shortestSpread = 25;
/** PELT takes quadratic time where nothing changes: more steps than this are looked at as means of blocks. */
const maxPlaces = 500;
/** Of values below 2: what is left of an exact wave. */
const roundingError = 1e-12;
export const fewestForChanges = 4 * shortestStretch;

/**
 * Where the level, the slope or the spread of values without seasons changed: PELT for stretches of one mean and for stretches of a line
 * each, whichever describes the values at less cost, and on what is left for the spread.
 *
 * The penalty is `4 log n` (lines: 5.5) in units of the noise's long-run variance, not of its variance, or every slow swing of correlated
 * noise were a change (Chakar, Lebarbier, Lévy-Leduc & Robin 2017). Spikes are cut first.
 *
 * @param values without seasons, none missing, all below 2 in size
 */
export function findChanges(values: Float64Array, signal?: Signal): Changepoints {
  const middle = medianOf(values);
  // Sums of squares lose digits far from zero.
  const cut = withoutSpikes(values.map((value) => (Math.abs(value - middle) < roundingError ? 0 : value - middle)));
  if (robustDeviation(cut) === 0 || robustDeviation(differences(cut, 1)) === 0)
    return findRareChanges(cut, middle, signal);
  let levels = checkedLevels(cut, longRunDeviation(cut, 2), signal);
  const spread = searchSpread(levels.remainder, signal);
  if (spread.length > 0) {
    // The loud stretch decides what a change of level must be; a short one may not say how loud it is.
    const loudest = stretches(spread, cut.length)
      .map(([from, to]) => longRunDeviation(cut.subarray(from, to), 2))
      .filter(Number.isFinite);
    levels = checkedLevels(cut, Math.max(levels.noise, ...loudest), signal);
  }
  const { remainder } = levels;
  const list: Changepoint[] = [
    ...describe(
      levels.changes,
      cut.length,
      levels.kind === "mean" ? "level" : "slope",
      (from, to) => middle + mean(cut, from, to),
    ),
    ...describe(spread, cut.length, "spread", (from, to) => deviation(remainder, from, to)),
  ];
  return {
    list: list.sort((left, right) => left.step - right.step),
    penalty: levels.penalty,
    noise: bounded(levels.noise),
  };
}

/** Where most values are equal, as of rare demand: levels alone, of values no further from the usual one than one in twenty of the others. */
function findRareChanges(values: Float64Array, middle: number, signal?: Signal): Changepoints {
  const penalty = penalties.spread * Math.log(values.length);
  const sizes = values.filter((value) => value !== 0).map((value) => Math.abs(value));
  const most = sizes.length === 0 ? 0 : sampleQuantile(sizes.sort(), 0.95);
  const cut = values.map((value) => Math.max(-most, Math.min(most, value)));
  const noise = longRunDeviation(cut, 1);
  if (!Number.isFinite(noise) || noise === 0 || values.length < 2 * shortestSpread)
    return { list: [], penalty, noise: bounded(noise) };
  const { changes } = segment(cut, meanCost, noise, penalty, shortestSpread, signal);
  return {
    list: describe(changes, cut.length, "level", (from, to) => middle + mean(values, from, to)),
    penalty,
    noise,
  };
}

function bounded(noise: number): number | null {
  return Number.isFinite(noise) ? noise : null;
}

interface LevelSearch {
  readonly kind: "mean" | "line";
  readonly changes: readonly number[];
  readonly penalty: number;
  readonly noise: number;
  /** [steps] what the stretches leave. */
  readonly remainder: Float64Array;
}

/**
 * As the noise is taken from neighbours, a slow wander beside it is not seen, and comes out as changes. What the changes leave is free of
 * them, and can be asked over longer distances: where it wanders, the search is repeated with that noise.
 */
function checkedLevels(values: Float64Array, noise: number, signal?: Signal): LevelSearch {
  let levels = searchLevels(values, noise, signal);
  for (let round = 0; round < maxChecks && levels.changes.length > 0; round++) {
    const left = longRunDeviation(levels.remainder, Math.floor(values.length / 60));
    if (left <= tolerance * levels.noise) break;
    levels = searchLevels(values, left, signal);
  }
  return levels;
}

const maxChecks = 4;
const tolerance = 1.2;

function searchLevels(values: Float64Array, noise: number, signal?: Signal): LevelSearch {
  const count = values.length;
  const [penalty, linePenalty] = [penalties.mean * Math.log(count), penalties.line * Math.log(count)];
  // Noise without a limit, as of a walk: any level is as likely as any other.
  if (!Number.isFinite(noise) || noise === 0)
    return { kind: "mean", changes: [], penalty, noise, remainder: lessLines(values, []) };
  const means = segment(values, meanCost, noise, penalty, shortestStretch, signal);
  const lines = segment(values, lineCost, noise, linePenalty, shortestStretch, signal);
  // The first line, too, has one number more than the first mean.
  if (lines.total + linePenalty - penalty < means.total)
    return {
      kind: "line",
      changes: lines.changes,
      penalty: linePenalty,
      noise,
      remainder: lessLines(values, lines.changes),
    };
  return { kind: "mean", changes: means.changes, penalty, noise, remainder: lessMeans(values, means.changes) };
}

/** A change of the spread is a change of the level of the sizes; of their roots, which are less skewed. */
function searchSpread(remainder: Float64Array, signal?: Signal): readonly number[] {
  const count = remainder.length;
  if (count < 2 * shortestSpread) return [];
  const sizes = remainder.map((value) => Math.sqrt(Math.abs(value)));
  const noise = longRunDeviation(sizes, Math.floor(count / 60));
  if (!Number.isFinite(noise) || noise === 0) return [];
  return segment(sizes, meanCost, noise, penalties.spread * Math.log(count), shortestSpread, signal).changes;
}

/** The best segmentation of values, or of means of blocks of a long series; its total is in units of the noise. */
function segment(
  values: Float64Array,
  costOf: (values: Float64Array) => Cost,
  noise: number,
  penalty: number,
  shortest: number,
  signal?: Signal,
): { readonly changes: readonly number[]; readonly total: number } {
  const block = Math.ceil(values.length / maxPlaces);
  const places = block === 1 ? values : blockMeans(values, block);
  const cost = costOf(places);
  const unit = noise ** 2 / block;
  const changes = pelt(
    cost,
    penalty * unit,
    Math.max(2, Math.ceil(Math.max(shortest, shortestShare * values.length) / block)),
    signal,
  );
  const total = stretches(changes, places.length).reduce((sum, [from, to]) => sum + cost.of(from, to) / unit, 0);
  return {
    changes:
      block === 1
        ? changes
        : refine(
            costOf(values),
            changes.map((at) => at * block),
            block,
          ),
    total: total + penalty * changes.length,
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
 * Square root of the long-run variance of the noise, whatever the level does now and then: robust variances of differences at lags k and
 * 2k, which few shifts don't move, give autocorrelation and variance of a first-order autoregression (Chakar et al. 2017, for k = 1).
 * Of k = 1, 2, 4, … up to `maxLag` the largest. Infinite for walks and smooth curves; 0 where most differences are equal.
 */
export function longRunDeviation(values: Float64Array, maxLag: number): number {
  const count = values.length;
  const spread = (lag: number): number => robustVariance(differences(values, lag));
  let most = 0;
  for (let lag = 1; lag === 1 || lag <= maxLag; lag *= 2) {
    const [once, twice] = [spread(lag), spread(2 * lag)];
    if (!(once > 0)) continue;
    const likeness = twice / once - 1;
    // Beyond the next lag noise looks correlated by chance.
    if (lag > 1 && likeness < chance / Math.sqrt(count)) continue;
    const root = Math.max(0, likeness) ** (1 / lag);
    if (root >= 1 - 12 / count) return Number.POSITIVE_INFINITY;
    const variance = once / (2 * (1 - Math.max(-0.5, likeness)));
    most = Math.max(most, (variance * (1 + root)) / (1 - root));
  }
  // Of long tails, robust variances see too little: what squares say counts, up to four times as much, or a shift were noise.
  const steps = differences(values, 1);
  const tails = Math.max(1, Math.min(4, meanSquare(steps) / robustVariance(steps)));
  return most > 0 ? Math.sqrt(most * tails) : 0;
}

/**
 * Variance by the nine tenths of the values that are nearest to the median, as if they were normal: medians alone would need several times
 * as many values. Where these are all equal, as of counts, by all.
 */
function robustVariance(values: Float64Array): number {
  const middle = medianOf(values);
  const squares = values.map((value) => (value - middle) ** 2).sort();
  const kept = Math.ceil(nearShare * squares.length);
  let sum = 0;
  for (let at = 0; at < kept; at++) sum += squares[at] as number;
  return sum > 0 ? (normalOverNear * sum) / kept : meanSquare(values);
}

/** Deviations of a ratio of two robust variances of white noise, twice, times the root of the count. */
const chance = 6;
const nearShare = 0.9;
/** Of a normal distribution, the variance over that of its middle 90 %: 0.9 / (0.9 − 2 z φ(z)) at its quantile z = 1.645. */
const normalOverNear = 1.6048;

function meanSquare(values: Float64Array): number {
  const middle = medianOf(values);
  return values.reduce((sum, value) => sum + (value - middle) ** 2, 0) / values.length;
}

function differences(values: Float64Array, lag: number): Float64Array {
  return Float64Array.from(
    { length: values.length - lag },
    (_, at) => (values[at + lag] as number) - (values[at] as number),
  );
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
