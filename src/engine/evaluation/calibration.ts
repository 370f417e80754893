import { EngineError } from "#domain/errors";
import { requantile } from "#engine/density";

/** A forecast made at a past origin, and what came. */
export interface PastForecast {
  /** How many steps of the series it saw: its own first step has this index. */
  readonly end: number;
  /** [levels × horizon], row-major, as the model gave them. */
  readonly quantiles: Float32Array;
}

export interface Calibration {
  /** [levels × horizon], row-major: the factor for a quantile's distance from the median; 1 leaves it where it is. */
  readonly factors: Float32Array;
  /** Past forecasts of single steps that the factors rest on. */
  readonly residuals: number;
  /** Different past steps among them. */
  readonly steps: number;
  /** Other series whose past it was drawn towards; 0 where the series' own was enough. */
  readonly otherSeries: number;
}

/** The past of another series, and how many of its steps were known. */
export interface OtherPast {
  readonly scores: PastScores;
  readonly seenSteps: number;
}

/** Past origins of a calibration. */
const usualOrigins = 96;
/** No quantile is moved by more than this, whatever a short past says. */
const widest = 2;
const narrowest = 0.5;
/**
 * So many steps beyond a quantile must be expected before the past counts as much as the model: 24 for the factor that all
 * steps of the horizon share, 64 for what one part of the horizon adds to it. The ends of an 80 % band need 240 steps.
 */
const sharedPrior = 24;
/** Steps that show as much beyond the ends of an 80 % band: with fewer of its own, a series is drawn towards others like it. */
const enoughSteps = sharedPrior / 0.1;
const partPrior = 64;
/** Neighbouring steps of the horizon err alike: its parts, between whose middles factors are interpolated. */
const parts = 12;

/**
 * Split-conformal calibration of quantiles from forecasts at past origins (Vovk et al. 2005; conformalised quantile regression
 * of Romano, Patterson & Candès 2019, with its scores scaled as by Kivaranovic, Johnson & Leeb 2020).
 *
 * The score of a past step at a level is how far its actual lies from the median towards that level's side, in units of the
 * quantile's own distance from the median; it is above 1 where the actual lies beyond the quantile. The ⌈(n + 1)·p⌉-th smallest
 * score, p = max(level, 1 − level), is the factor that would have put the right share of steps beyond. Each level has its own
 * factor, so the two ends of a band move apart or together by themselves. Factors and not differences, so a band keeps
 * its shape over the horizon and stays above zero where the series does.
 *
 * Factors are shared over the horizon, then refined by the steps around each one; both are drawn towards what they refine, on a
 * logarithmic scale, by how many steps beyond the quantile the past can have shown: overlapping forecasts of one step count once.
 * What the shared factors refine is the model's own bands or, where the series' past is short, one factor of other series: scores
 * have no unit, so those of series that are forecast alike can be pooled.
 */
export class PastScores {
  readonly #levels: readonly number[];
  readonly #horizon: number;
  readonly #past: readonly { readonly end: number; readonly scores: Float32Array }[];

  /**
   * @param past earliest first
   * @param values the series; a step without an observation has no score. Never read beyond what an origin may see.
   */
  constructor(past: readonly PastForecast[], values: ArrayLike<number>, levels: readonly number[], horizon: number) {
    this.#levels = levels;
    this.#horizon = horizon;
    this.#past = past.map(({ end, quantiles }) => ({ end, scores: scoresOf(quantiles, end, values, levels, horizon) }));
  }

  /**
   * From the steps that are known where `seenSteps` steps of the series are; null where nothing is, here or in the others.
   *
   * @param maxOrigins of the forecasts made before, the last so many
   * @param others are looked at where the series' own past is short only
   */
  calibrationAt(seenSteps: number, maxOrigins = usualOrigins, others: readonly OtherPast[] = []): Calibration | null {
    const [levels, horizon] = [this.#levels, this.#horizon];
    const known = this.#known(seenSteps, maxOrigins);
    const shared = this.#over(known, 0, horizon);
    const pooled = needsOtherSeries(shared.steps) ? pool(others, maxOrigins) : null;
    if (shared.residuals === 0 && pooled === null) return null;
    const partSteps = Math.ceil(horizon / parts);
    const pieces = Array.from({ length: Math.ceil(horizon / partSteps) }, (_, index) => {
      const [from, to] = [index * partSteps, Math.min(horizon, (index + 1) * partSteps)];
      return { middle: (from + to - 1) / 2, ...this.#over(known, from, to) };
    });
    const factors = new Float32Array(levels.length * horizon).fill(1);
    levels.forEach((level, row) => {
      if (level === 0.5) return;
      const own = weightOf(shared.steps, level, sharedPrior);
      const base = own * logFactor(shared.scoresAt(row), level) + (1 - own) * (pooled?.logOf(row) ?? 0);
      const knots = pieces.map((piece) => {
        const weight = weightOf(piece.steps, level, partPrior);
        return { at: piece.middle, log: weight * logFactor(piece.scoresAt(row), level) + (1 - weight) * base };
      });
      for (let step = 0; step < horizon; step++) factors[row * horizon + step] = Math.exp(between(knots, step));
    });
    return { factors, residuals: shared.residuals, steps: shared.steps, otherSeries: pooled?.series ?? 0 };
  }

  /** Everything known of it at once: its levels, its steps and their scores. */
  knownAt(
    seenSteps: number,
    maxOrigins: number,
  ): { readonly levels: readonly number[]; readonly forecasts: number } & Scored {
    const known = this.#known(seenSteps, maxOrigins);
    return { levels: this.#levels, forecasts: known.length, ...this.#over(known, 0, this.#horizon) };
  }

  #known(seenSteps: number, maxOrigins: number): KnownForecast[] {
    return this.#past
      .filter(({ end }) => end < seenSteps)
      .slice(-maxOrigins)
      .map(({ end, scores }) => ({ end, scores, count: Math.min(this.#horizon, seenSteps - end) }));
  }

  /** The steps of the horizon from `from` to before `to`. */
  #over(known: readonly KnownForecast[], from: number, to: number): Scored {
    const horizon = this.#horizon;
    const middle = this.#levels.findIndex((level) => level !== 0.5);
    const places: { readonly scores: Float32Array; readonly step: number }[] = [];
    const seen = new Set<number>();
    for (const { end, scores, count } of known) {
      for (let step = from; step < Math.min(to, count); step++) {
        if (Number.isNaN(scores[middle * horizon + step] as number)) continue;
        places.push({ scores, step });
        seen.add(end + step);
      }
    }
    return {
      residuals: places.length,
      steps: seen.size,
      scoresAt: (row) => Float64Array.from(places, ({ scores, step }) => scores[row * horizon + step] as number),
    };
  }
}

interface KnownForecast {
  readonly end: number;
  readonly scores: Float32Array;
  /** Steps of the horizon whose actuals are known. */
  readonly count: number;
}

interface Scored {
  /** Past forecasts of single steps. */
  readonly residuals: number;
  /** Different steps among them. */
  readonly steps: number;
  /** [residuals] of one level. */
  readonly scoresAt: (row: number) => Float64Array;
}

/** One factor per level from all of the series together, drawn towards the model's own bands; null where nothing is known. */
function pool(
  others: readonly OtherPast[],
  maxOrigins: number,
): { readonly series: number; readonly logOf: (row: number) => number } | null {
  const known = others
    .map(({ scores, seenSteps }) => scores.knownAt(seenSteps, maxOrigins))
    .filter(({ residuals }) => residuals > 0);
  const [first] = known;
  if (first === undefined) return null;
  // What one forecast of a series missed, it missed for one reason: its steps count once.
  const forecasts = known.reduce((sum, one) => sum + one.forecasts, 0);
  return {
    series: known.length,
    logOf: (row) => {
      const level = first.levels[row] as number;
      const collected = new Float64Array(known.reduce((sum, { residuals }) => sum + residuals, 0));
      let at = 0;
      for (const { scoresAt, residuals } of known) {
        collected.set(scoresAt(row), at);
        at += residuals;
      }
      return weightOf(forecasts, level, sharedPrior) * logFactor(collected, level);
    },
  };
}

/** How much the past counts, by how many of its steps can have lain beyond the quantile. */
function weightOf(steps: number, level: number, prior: number): number {
  const tail = Math.min(level, 1 - level);
  return (steps * tail) / (steps * tail + prior);
}

/** Logarithm of the conformal factor: of the scores, the one of rank ⌈(n + 1)·p⌉. Sorts them. */
function logFactor(scores: Float64Array, level: number): number {
  if (scores.length === 0) return 0;
  const sorted = scores.sort();
  const rank = Math.min(sorted.length, Math.ceil((sorted.length + 1) * Math.max(level, 1 - level)));
  return Math.log(Math.min(widest, Math.max(narrowest, sorted[rank - 1] as number)));
}

/** Straight lines between the knots, level beyond the outermost. */
function between(knots: readonly { readonly at: number; readonly log: number }[], step: number): number {
  const after = knots.find(({ at }) => at >= step);
  const before = knots.findLast(({ at }) => at <= step);
  if (after === undefined || before === undefined) return (after ?? before)?.log ?? 0;
  return after.at === before.at
    ? after.log
    : before.log + ((step - before.at) / (after.at - before.at)) * (after.log - before.log);
}

/**
 * Quantiles with calibrated bands: each moves along its distance from the median. They keep their order, the median its place,
 * and nothing falls below zero where `isNonNegative`.
 */
export function applyCalibration(
  table: { readonly levels: readonly number[]; readonly horizon: number; readonly values: Float32Array },
  { factors }: Pick<Calibration, "factors">,
  isNonNegative: boolean,
): Float32Array {
  const { levels, horizon, values } = table;
  if (values.length !== levels.length * horizon || factors.length !== values.length) {
    throw new EngineError(
      "wrong-arguments",
      `${values.length} quantiles do not fit ${levels.length} levels × ${horizon} steps.`,
    );
  }
  const median = requantile(table, [0.5], isNonNegative);
  const calibrated = new Float32Array(values.length);
  // From the median outwards on either side, so that no quantile overtakes an outer one.
  const rows = levels.map((_, index) => index);
  const upwards = rows.filter((row) => (levels[row] as number) >= 0.5);
  const downwards = rows.filter((row) => (levels[row] as number) < 0.5).reverse();
  for (let step = 0; step < horizon; step++) {
    const centre = median[step] as number;
    for (const side of [upwards, downwards]) {
      let reach = 0;
      for (const row of side) {
        const at = row * horizon + step;
        reach = Math.max(reach, Math.abs((values[at] as number) - centre) * (factors[at] as number));
        const moved = side === upwards ? centre + reach : centre - reach;
        calibrated[at] = isNonNegative ? Math.max(0, moved) : moved;
      }
    }
  }
  return calibrated;
}

/** [levels × horizon]; NaN where the step was not observed. */
function scoresOf(
  quantiles: Float32Array,
  end: number,
  values: ArrayLike<number>,
  levels: readonly number[],
  horizon: number,
): Float32Array {
  const median = requantile({ levels, horizon, values: quantiles }, [0.5], false);
  const scores = new Float32Array(quantiles.length).fill(Number.NaN);
  for (let step = 0; step < horizon && end + step < values.length; step++) {
    // With the digits that quantiles have, so that what lies on one does not count as beyond it.
    const actual = Math.fround(values[end + step] as number);
    if (Number.isNaN(actual)) continue;
    const centre = median[step] as number;
    levels.forEach((level, row) => {
      const reach = Math.abs((quantiles[row * horizon + step] as number) - centre);
      const distance = level < 0.5 ? centre - actual : actual - centre;
      // A band without width holds what lies on it, and no factor would make it hold more.
      scores[row * horizon + step] = distance === 0 ? 0 : distance / reach;
    });
  }
  return scores;
}

/** Whether a past of so many different steps is too short to calibrate on alone. */
export const needsOtherSeries = (steps: number): boolean => steps < enoughSteps;

/**
 * Past origins that a calibration rests on, as steps seen, earliest first: a quarter of a horizon apart, the last ones before
 * `seenSteps`. They lie on one grid whatever `seenSteps` is, so that neighbouring origins share them.
 */
export function calibrationEnds(
  seenSteps: number,
  horizonSteps: number,
  minContextSteps: number,
  count = usualOrigins,
): number[] {
  const stride = Math.max(1, Math.ceil(horizonSteps / 4));
  const ends: number[] = [];
  for (
    let end = Math.floor((seenSteps - 1) / stride) * stride;
    end >= Math.max(1, minContextSteps) && ends.length < count;
    end -= stride
  ) {
    ends.push(end);
  }
  return ends.reverse();
}
