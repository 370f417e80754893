/**
 * What holidays, events and known columns do to a series: a ridge regression of its seasonally adjusted values on them, and what is left
 * of the series without them, which any model can forecast.
 *
 * The adjustment takes the mean of like steps in the seasons around off the series and off every column alike (as partialling out
 * does, Frisch & Waugh 1933), a step of Cochrane & Orcutt (1949) makes the errors independent, and one pass of Huber's weights keeps
 * outliers from deciding.
 */
import { EngineError } from "#domain/errors";
import type { FittedInfluences } from "#domain/influence";
import type { Frequency } from "#domain/series";
import { sampleQuantile } from "#engine/numerics";
import { type Column, columnsOf, type KnownInfluences } from "./columns.ts";
import { likeSteps, Neighbours } from "./neighbours.ts";
import { Products, type RidgeFit } from "./ridge.ts";

export interface InfluencedSeries extends KnownInfluences {
  /** [steps up to the origin], NaN = missing. Nothing later is seen. */
  readonly values: Float64Array;
  /** [steps + horizon] wall-clock milliseconds; columns have as many values: their future is known by definition. */
  readonly times: Float64Array;
  readonly frequency: Frequency;
}

/** What other series of the file say of an effect, in units of the noise: a mean, and how many series it rests on. */
export type PooledEffects = ReadonlyMap<string, { readonly mean: number; readonly series: number }>;

export interface InfluenceFit extends FittedInfluences {
  /** In units of the noise, by column: what other series may be pooled with. */
  readonly scaled: ReadonlyMap<string, number>;
}

const fewestSteps = 20;
/** Steps that a fit looks back at: three years of hours, and more than a hundred of months. */
const maxSteps = 27_000;
/** Penalties of one unit of noise for a plain effect of one standard deviation of the noise: λ of 1 keeps half of what one day shows. */
const lambdas = [0.1, 0.3, 1, 3, 10, 30, 100, 1000] as const;
/** Errors beyond so many robust deviations count less (Huber 1964). */
const huber = 2.5;
const madScale = 1.4826;
const maxCarry = 0.98;
/** In log-likelihood per step: where neither is clearly better, what moves a positive series is a share of it. */
const tieMargin = 0.01;
/** Effects below this many standard errors are not worth a line. */
const negligibleShare = 1e-4;

export function fitInfluences(series: InfluencedSeries, pooled: PooledEffects = new Map()): InfluenceFit {
  const { values, times, frequency } = series;
  const steps = values.length;
  if (series.columns.some((column) => column.values.length !== times.length))
    throw new EngineError("internal", "A known column has other steps than its series and horizon.");
  const { names, columns, days, notes } = columnsOf(times, steps, frequency, series);
  const plain = nothing(series, notes);
  const from = Math.max(0, steps - maxSteps);
  if (columns.length === 0 || steps < fewestSteps) return plain;
  const scaled = columns.map((column) => scaledColumn(column, from, steps));
  const isKnown = new Uint8Array(steps);
  for (let step = from; step < steps; step++)
    isKnown[step] = Number.isNaN(values[step]) || scaled.some(({ values: own }) => Number.isNaN(own[step])) ? 0 : 1;
  const neighbours = new Neighbours(likeSteps(frequency, steps), isKnown);
  const rows: number[] = [];
  for (let step = from; step < steps; step++) if (neighbours.has(step)) rows.push(step);
  if (rows.length < fewestSteps) return plain;
  const isRelative = seemsRelative(values, neighbours, rows);
  const target = neighbours.without(isRelative ? values.map(Math.log) : values);
  const noise = deviationOf(target, rows);
  // A series that repeats itself has nothing to explain.
  if (!(noise > 0)) return plain;
  for (const step of rows) target[step]! /= noise;
  const without = scaled.map((column) => neighbours.without(column.values));
  const penalties = Float64Array.from(columns, ({ penalty }) => penalty);
  const prior = Float64Array.from(columns, ({ key }) => shrunkMean(pooled.get(key)));
  const offset = target.slice();
  for (const step of rows)
    without.forEach((column, at) => (offset[step]! -= (prior[at] as number) * (column[step] as number)));
  const found = regress(offset, without, rows, penalties);
  if (found === null) return plain;
  const coefficients = found.coefficients.map((own, at) => own + (prior[at] as number));
  const partOf = names.map(() => new Float64Array(times.length));
  columns.forEach((column, at) => {
    const weight = (coefficients[at] as number) * noise;
    const own = scaled[at]?.values as Float64Array;
    for (let step = 0; step < own.length; step++) {
      if (own[step] === 0) continue;
      const owner = typeof column.owner === "number" ? column.owner : (column.owner[step] as number);
      const part = partOf[owner];
      // Where a column has no value, nothing is known of what it does.
      if (part !== undefined) part[step]! += weight * (Number.isNaN(own[step]) ? 0 : (own[step] as number));
    }
  });
  const total = new Float64Array(times.length);
  for (const part of partOf) for (let step = 0; step < total.length; step++) total[step]! += part[step] as number;
  const remainder = values.map((value, step) =>
    isRelative ? value / Math.exp(total[step] as number) : value - (total[step] as number),
  );
  const kept = names
    .map((_, index) => index)
    .filter((index) => partOf[index]?.some((one) => Math.abs(one) > negligibleShare * noise) === true);
  const errorOf = errorsOf(columns, scaled, found, noise);
  const effects = kept
    .map((index) => {
      const { name, kind } = names[index] as (typeof names)[number];
      const part = partOf[index] as Float64Array;
      // A measure is there at every step; words are at some.
      const isMeasure = kind === "calendar" || (kind === "column" && !days.has(name));
      const at = isMeasure ? [] : (days.get(name) ?? []);
      const effect = isMeasure ? swing(part.subarray(from, steps)) : meanAt(part, at);
      const error = errorOf(index, at);
      const touched: number[] = [];
      for (let step = steps; step < times.length; step++)
        if (isMeasure || at.includes(step)) touched.push(times[step] as number);
      return {
        ...{ name, kind },
        effect: isRelative ? Math.exp(effect) - 1 : effect,
        error: isRelative ? Math.exp(effect) * error : error,
        isRelative,
        seen: runsOf(at.filter((step) => step < steps)),
        ahead: touched,
      };
    })
    .toSorted((left, right) => Math.abs(right.effect) - Math.abs(left.effect));
  return {
    isRelative,
    remainder,
    ahead: total.slice(steps),
    parts: kept.map((index) => ({
      ...(names[index] as (typeof names)[number]),
      past: (partOf[index] as Float64Array).slice(0, steps),
      ahead: (partOf[index] as Float64Array).slice(steps),
    })),
    effects,
    notes,
    scaled: new Map(columns.map(({ key }, at) => [key, coefficients[at] as number])),
  };
}

/**
 * A forecast of the remainder, with the influences of the horizon put back.
 *
 * @param quantiles [levels × horizon], row-major
 */
export function withAhead(
  quantiles: Float32Array,
  { ahead, isRelative }: Pick<FittedInfluences, "ahead" | "isRelative">,
  isNonNegative: boolean,
): Float32Array {
  return quantiles.map((value, index) => {
    const own = ahead[index % ahead.length] as number;
    const made = isRelative ? value * Math.exp(own) : value + own;
    return isNonNegative ? Math.max(0, made) : made;
  });
}

/** Effects of several series, each in units of its own noise: the mean of each column's. */
export function poolEffects(fits: readonly Pick<InfluenceFit, "scaled">[]): PooledEffects {
  const sums = new Map<string, { sum: number; series: number }>();
  for (const { scaled } of fits)
    for (const [key, value] of scaled) {
      const before = sums.get(key) ?? { sum: 0, series: 0 };
      sums.set(key, { sum: before.sum + value, series: before.series + 1 });
    }
  return new Map([...sums].map(([key, { sum, series }]) => [key, { mean: sum / series, series }]));
}

/** Towards zero where few series say it. */
function shrunkMean(pooled: { readonly mean: number; readonly series: number } | undefined): number {
  return pooled === undefined ? 0 : (pooled.mean * pooled.series) / (pooled.series + 2);
}

function nothing({ values, times }: InfluencedSeries, notes: readonly string[]): InfluenceFit {
  return {
    isRelative: false,
    remainder: values.slice(),
    ahead: new Float64Array(times.length - values.length),
    parts: [],
    effects: [],
    notes,
    scaled: new Map(),
  };
}

/** In units of its deviation and from its mean, where it is a measure. */
function scaledColumn({ values, isMeasured }: Column, from: number, to: number): { readonly values: Float64Array } {
  if (!isMeasured) return { values };
  let [sum, squares, count] = [0, 0, 0];
  for (let step = from; step < to; step++) {
    const value = values[step] as number;
    if (value === value) [sum, squares, count] = [sum + value, squares + value * value, count + 1];
  }
  const mean = sum / count;
  const deviation = Math.sqrt(Math.max(0, squares / count - mean * mean));
  return { values: values.map((value) => (deviation > 0 ? (value - mean) / deviation : 0)) };
}

/**
 * Whether logarithms suit the series better: by the likelihood of what the adjustment leaves (Box & Cox 1964), with deviations that no
 * outlier decides.
 */
function seemsRelative(values: Float64Array, neighbours: Neighbours, rows: readonly number[]): boolean {
  let logs = 0;
  for (const step of rows) {
    if (!((values[step] as number) > 0)) return false;
    logs += Math.log(values[step] as number);
  }
  if (values.some((value) => value <= 0)) return false;
  const plain = cappedDeviation(neighbours.without(values), rows);
  const relative = cappedDeviation(neighbours.without(values.map(Math.log)), rows);
  return relative > 0 && Math.log(relative) + logs / rows.length < Math.log(plain) + tieMargin;
}

/** The deviation, with errors beyond four robust ones cut there. */
function cappedDeviation(values: Float64Array, rows: readonly number[]): number {
  const limit = 4 * deviationOf(values, rows);
  let sum = 0;
  for (const step of rows) sum += Math.min(limit, Math.abs(values[step] as number)) ** 2;
  return Math.sqrt(sum / rows.length);
}

/** The median of absolute values, as the deviation of a normal distribution. */
function deviationOf(values: Float64Array, rows: readonly number[]): number {
  const sizes = Float64Array.from(rows, (step) => Math.abs(values[step] as number)).sort();
  const robust = sampleQuantile(sizes, 0.5) * madScale;
  if (robust > 0) return robust;
  return Math.sqrt(sizes.reduce((sum, size) => sum + size * size, 0) / Math.max(1, sizes.length));
}

function regress(
  target: Float64Array,
  columns: readonly Float64Array[],
  rows: readonly number[],
  penalties: Float64Array,
): RidgeFit | null {
  const size = columns.length;
  // Row by row, so that a row's columns lie side by side.
  const table = new Float64Array(rows.length * size);
  rows.forEach((step, index) => columns.forEach((column, at) => (table[index * size + at] = column[step] as number)));
  const first = fitRows(target, table, rows, penalties, 0, null);
  if (first === null) return null;
  const errors = errorsAt(target, table, rows, first.coefficients);
  const carry = carryOf(errors, rows);
  const spread = deviationOf(errors, rows.keys().toArray());
  const weights = errors.map((error) => Math.min(1, (huber * spread) / Math.max(Math.abs(error), spread)));
  return fitRows(target, table, rows, penalties, carry, weights) ?? first;
}

/** @param carry what of a step's error the next one has */
function fitRows(
  target: Float64Array,
  table: Float64Array,
  rows: readonly number[],
  penalties: Float64Array,
  carry: number,
  weights: Float64Array | null,
): RidgeFit | null {
  const size = penalties.length;
  const products = new Products(size);
  const row = new Float64Array(size);
  rows.forEach((step, index) => {
    const start = index * size;
    const follows = carry > 0 && rows[index - 1] === step - 1;
    const share = follows ? carry : 0;
    for (let at = 0; at < size; at++)
      row[at] = (table[start + at] as number) - (share === 0 ? 0 : share * (table[start - size + at] as number));
    const value = (target[step] as number) - (share === 0 ? 0 : share * (target[step - 1] as number));
    // The errors of a whole step beside those of a difference, so that all weigh alike.
    const weight = (weights?.[index] ?? 1) * (follows || carry === 0 ? 1 : 1 - carry * carry);
    products.add(row, value, weight);
  });
  let best: RidgeFit | null = null;
  for (const lambda of lambdas) {
    const fit = products.solve(penalties, lambda * (1 - carry * carry));
    if (fit !== null && (best === null || fit.score < best.score)) best = fit;
  }
  return best;
}

function errorsAt(
  target: Float64Array,
  table: Float64Array,
  rows: readonly number[],
  coefficients: Float64Array,
): Float64Array {
  const size = coefficients.length;
  return Float64Array.from(rows, (step, index) => {
    let left = target[step] as number;
    for (let at = 0; at < size; at++) left -= (coefficients[at] as number) * (table[index * size + at] as number);
    return left;
  });
}

/** First autocorrelation of errors of neighbouring steps, not below zero. */
function carryOf(errors: Float64Array, rows: readonly number[]): number {
  let [product, square] = [0, 0];
  for (let index = 1; index < rows.length; index++) {
    if (rows[index - 1] !== (rows[index] as number) - 1) continue;
    product += (errors[index] as number) * (errors[index - 1] as number);
    square += (errors[index - 1] as number) ** 2;
  }
  return square > 0 ? Math.min(maxCarry, Math.max(0, product / square)) : 0;
}

/** Of a name's effect where it is there, as if its columns erred on their own; in the unit of the fit. */
function errorsOf(
  columns: readonly Column[],
  scaled: readonly { readonly values: Float64Array }[],
  { variances, noise: left }: RidgeFit,
  noise: number,
): (name: number, at: readonly number[]) => number {
  return (name, at) => {
    let variance = 0;
    columns.forEach(({ owner }, index) => {
      const step = at[0];
      const isOwn = typeof owner === "number" ? owner === name : step !== undefined && owner[step] === name;
      const size = step === undefined ? 1 : Math.abs(scaled[index]?.values[step] ?? 0);
      if (isOwn) variance += (variances[index] as number) * size * size;
    });
    return Math.sqrt(variance * left) * noise;
  };
}

function meanAt(values: Float64Array, steps: readonly number[]): number {
  return steps.length === 0 ? 0 : steps.reduce((sum, step) => sum + (values[step] as number), 0) / steps.length;
}

/** From where 10 % of the values lie below to where 90 % do. */
function swing(values: Float64Array): number {
  const sorted = values.toSorted();
  return sampleQuantile(sorted, 0.9) - sampleQuantile(sorted, 0.1);
}

function runsOf(steps: readonly number[]): number {
  return steps.filter((step, index) => index === 0 || step !== (steps[index - 1] as number) + 1).length;
}
