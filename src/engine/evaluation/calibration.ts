import { EngineError } from "#engine/errors";
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
   * From the steps that are known where `seenSteps` steps of the series are; null where none is.
   *
   * @param mostOrigins of the forecasts made before, the last so many
   */
  calibrationAt(seenSteps: number, mostOrigins = usualOrigins): Calibration | null {
    const [levels, horizon] = [this.#levels, this.#horizon];
    const known = this.#past
      .filter(({ end }) => end < seenSteps)
      .slice(-mostOrigins)
      .map(({ end, scores }) => ({ end, scores, count: Math.min(horizon, seenSteps - end) }));
    const middle = levels.findIndex((level) => level !== 0.5);
    const isScored = ({ scores, count }: (typeof known)[number], step: number): boolean =>
      step < count && !Number.isNaN(scores[middle * horizon + step] as number);
    const targets = new Set<number>();
    let residuals = 0;
    for (const one of known) {
      for (let step = 0; step < one.count; step++) {
        if (!isScored(one, step)) continue;
        residuals++;
        targets.add(one.end + step);
      }
    }
    if (residuals === 0) return null;
    const collected = new Float64Array(residuals);
    /** Of the steps from `from` to before `to`: different ones among the known, and the conformal factors of each level. */
    const over = (from: number, to: number): { readonly steps: number; readonly logOf: (level: number) => number } => {
      const places: { readonly scores: Float32Array; readonly step: number }[] = [];
      const seen = new Set<number>();
      for (const one of known) {
        for (let step = from; step < Math.min(to, one.count); step++) {
          if (!isScored(one, step)) continue;
          places.push({ scores: one.scores, step });
          seen.add(one.end + step);
        }
      }
      const logOf = (row: number): number => {
        places.forEach(({ scores, step }, index) => {
          collected[index] = scores[row * horizon + step] as number;
        });
        const level = levels[row] as number;
        const sorted = collected.subarray(0, places.length).sort();
        const rank = Math.min(places.length, Math.ceil((places.length + 1) * Math.max(level, 1 - level)));
        return places.length === 0 ? 0 : Math.log(Math.min(widest, Math.max(narrowest, sorted[rank - 1] as number)));
      };
      return { steps: seen.size, logOf };
    };
    const shared = over(0, horizon);
    const partSteps = Math.ceil(horizon / parts);
    const pieces = Array.from({ length: Math.ceil(horizon / partSteps) }, (_, index) => {
      const [from, to] = [index * partSteps, Math.min(horizon, (index + 1) * partSteps)];
      return { middle: (from + to - 1) / 2, ...over(from, to) };
    });
    const factors = new Float32Array(levels.length * horizon).fill(1);
    levels.forEach((level, row) => {
      if (level === 0.5) return;
      const tail = Math.min(level, 1 - level);
      const weight = (steps: number, prior: number): number => (steps * tail) / (steps * tail + prior);
      const base = weight(shared.steps, sharedPrior) * shared.logOf(row);
      const knots = pieces.map((piece) => {
        const own = weight(piece.steps, partPrior);
        return { at: piece.middle, log: own * piece.logOf(row) + (1 - own) * base };
      });
      for (let step = 0; step < horizon; step++) factors[row * horizon + step] = Math.exp(between(knots, step));
    });
    return { factors, residuals, steps: targets.size };
  }
}

/** Straight lines between the knots, level beyond the outermost. */
function between(knots: readonly { readonly at: number; readonly log: number }[], step: number): number {
  const after = knots.find(({ at }) => at >= step);
  const before = knots.findLast(({ at }) => at <= step);
  if (after === undefined || before === undefined) return (after ?? before)?.log ?? 0;
  return after.at === before.at ? after.log : before.log + ((step - before.at) / (after.at - before.at)) * (after.log - before.log);
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
    throw new EngineError("wrong-arguments", `${values.length} quantiles do not fit ${levels.length} levels × ${horizon} steps.`);
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
    const actual = values[end + step] as number;
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


/**
 * Past origins that a calibration rests on, as steps seen, earliest first: a quarter of a horizon apart, the last ones before
 * `seenSteps`. They lie on one grid whatever `seenSteps` is, so that neighbouring origins share them.
 */
export function calibrationEnds(seenSteps: number, horizonSteps: number, minContextSteps: number, count = usualOrigins): number[] {
  const stride = Math.max(1, Math.ceil(horizonSteps / 4));
  const ends: number[] = [];
  for (let end = Math.floor((seenSteps - 1) / stride) * stride; end >= Math.max(1, minContextSteps) && ends.length < count; end -= stride) {
    ends.push(end);
  }
  return ends.reverse();
}
