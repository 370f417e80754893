import { EngineError } from "#engine/errors";
import { requantile } from "#engine/density";
import { type ByShare, scoredShares, type ScoredShare } from "./origin-score.ts";

/** A forecast made at a past origin, and what came. */
export interface PastForecast {
  readonly levels: readonly number[];
  /** [levels × horizon], row-major, as the model gave them. */
  readonly quantiles: Float32Array;
  /** [horizon], NaN where nothing was observed. */
  readonly actuals: ArrayLike<number>;
}

/** How far the bands have to be stretched to hold what they claim, and how they did without. */
export interface Calibration {
  /** Factor for the distance of each interval's ends from the median; 1 leaves the native band. */
  readonly factors: ByShare<number>;
  /** Share of past steps within each native interval. */
  readonly nativeCoverage: ByShare<number>;
  /** Observed past steps that the factors rest on. */
  readonly steps: number;
}

/** Bands never change by more than this, whatever a short past says. */
const widest = 4;
const narrowest = 0.25;

/**
 * Split-conformal calibration of central intervals from forecasts at past origins (Vovk et al. 2005; the scaled score of
 * Romano, Patterson & Candès 2019).
 *
 * The score of a step is how far its actual lies from the median, in units of the distance from the median to that side's end
 * of the interval. The factor is the ⌈(n + 1)·share⌉-th smallest score: bands stretched by it hold the claimed share of
 * exchangeable steps, whatever the model. Scores are multiples and not differences, so a band keeps its shape over the horizon
 * and stays above zero where the series does.
 *
 * Few steps say little: the factor is drawn towards `prior` (1, or the factor of all series pooled) with the weight of
 * `priorSteps` steps, on a logarithmic scale.
 */
export function calibrate(
  past: readonly PastForecast[],
  prior: ByShare<number> = { "0.5": 1, "0.8": 1, "0.95": 1 },
  priorSteps = 20,
): Calibration {
  const scores = new Map<ScoredShare, number[]>(scoredShares.map((share) => [share, []]));
  let steps = 0;
  for (const forecast of past) {
    const horizon = forecast.actuals.length;
    const table = { levels: forecast.levels, horizon, values: forecast.quantiles };
    const ends = requantile(table, endLevels, false);
    const at = (level: number, step: number): number => ends[endLevels.indexOf(level as never) * horizon + step] as number;
    for (let step = 0; step < horizon; step++) {
      const actual = forecast.actuals[step] as number;
      if (Number.isNaN(actual)) continue;
      steps++;
      const miss = actual - at(0.5, step);
      for (const share of scoredShares) {
        const level = miss >= 0 ? (1 + share) / 2 : (1 - share) / 2;
        const reach = Math.abs(at(roundLevel(level), step) - at(0.5, step));
        scores.get(share)?.push(miss === 0 ? 0 : Math.abs(miss) / reach);
      }
    }
  }
  const weight = steps / (steps + priorSteps);
  const byShare = (part: (share: ScoredShare, sorted: Float64Array) => number): ByShare<number> =>
    Object.fromEntries(
      scoredShares.map((share) => [`${share}`, part(share, Float64Array.from(scores.get(share) ?? []).sort())]),
    ) as unknown as ByShare<number>;
  return {
    steps,
    nativeCoverage: byShare((_, sorted) => (steps === 0 ? Number.NaN : sorted.filter((score) => score <= 1).length / steps)),
    factors: byShare((share, sorted) => {
      if (steps === 0) return prior[`${share}`];
      const rank = Math.min(steps, Math.ceil((steps + 1) * share));
      const found = limited(sorted[rank - 1] as number);
      return limited(Math.exp(weight * Math.log(found) + (1 - weight) * Math.log(prior[`${share}`])));
    }),
  };
}

/**
 * Quantiles with calibrated bands: each is moved along its distance from the median. Factors between the calibrated intervals
 * are interpolated in the share; beyond the widest they stay as there. Quantiles keep their order, the median its place, and
 * nothing falls below zero where `isNonNegative`.
 */
export function applyCalibration(
  table: { readonly levels: readonly number[]; readonly horizon: number; readonly values: Float32Array },
  factors: ByShare<number>,
  isNonNegative: boolean,
): Float32Array {
  const { levels, horizon, values } = table;
  if (values.length !== levels.length * horizon) {
    throw new EngineError("wrong-arguments", `${values.length} quantiles do not fit ${levels.length} levels × ${horizon} steps.`);
  }
  const median = requantile(table, [0.5], isNonNegative);
  const calibrated = new Float32Array(values.length);
  // From the median outwards on either side, so that no quantile overtakes an outer one.
  const upwards = levels.map((_, index) => index).filter((index) => (levels[index] as number) >= 0.5);
  const downwards = levels.map((_, index) => index).filter((index) => (levels[index] as number) < 0.5).reverse();
  for (let step = 0; step < horizon; step++) {
    const centre = median[step] as number;
    for (const side of [upwards, downwards]) {
      let reach = 0;
      for (const index of side) {
        const distance = (values[index * horizon + step] as number) - centre;
        const stretched = Math.abs(distance) * factorAt(levels[index] as number, factors);
        reach = Math.max(reach, stretched);
        const moved = side === upwards ? centre + reach : centre - reach;
        calibrated[index * horizon + step] = isNonNegative ? Math.max(0, moved) : moved;
      }
    }
  }
  return calibrated;
}

const endLevels = [0.025, 0.1, 0.25, 0.5, 0.75, 0.9, 0.975] as const;

/** (1 ± share) / 2 as it is written above: 0.025 and not 0.025000000000000022. */
function roundLevel(level: number): number {
  return Math.round(level * 1e6) / 1e6;
}

function limited(factor: number): number {
  return Math.min(widest, Math.max(narrowest, factor));
}

function factorAt(level: number, factors: ByShare<number>): number {
  const share = Math.abs(2 * level - 1);
  const knots = scoredShares.map((at) => ({ at, factor: factors[`${at}`] }));
  const after = knots.find((knot) => knot.at >= share);
  if (after === undefined) return knots.at(-1)?.factor ?? 1;
  const before = knots.findLast((knot) => knot.at < share);
  if (before === undefined) return after.factor;
  return before.factor + ((share - before.at) / (after.at - before.at)) * (after.factor - before.factor);
}
