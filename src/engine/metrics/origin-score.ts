import { quantileFunction, requantile } from "#engine/density";
import { EngineError } from "#domain/errors";
import { bandLevels, type BandShare, bandShares } from "#domain/forecast";
import { lossLevels, nothingScored, type PastScore, type StepLosses } from "#domain/score";
import { crpsOfQuantiles, pinball, winkler } from "./scores.ts";
import { seasonalScale, squaredSeasonalScale, symmetricError } from "./point-errors.ts";

export interface ScoredForecast {
  readonly levels: readonly number[];
  /** [levels × horizon], row-major. */
  readonly quantiles: Float32Array;
  /** [horizon], NaN where nothing was observed. */
  readonly actuals: ArrayLike<number>;
  /** Everything before the origin; the unit of MASE comes from it. */
  readonly context: ArrayLike<number>;
  readonly seasonSteps: number;
  /** Whether the losses of each step are wanted, too. */
  readonly byStep?: boolean;
}

type Sums = { -readonly [Part in keyof PastScore]: PastScore[Part] };

/** What scores are formed from: at these levels nothing has to be read between levels. */
export const neededLevels = [0.025, 0.1, 0.2, 0.25, 0.3, 0.4, 0.5, 0.6, 0.7, 0.75, 0.8, 0.9, 0.975] as const;

/**
 * How one forecast did. Levels that the forecast lacks are taken from the quantile function through those that it has; beyond
 * the outermost ones that includes the tail model.
 */
export function scoreOrigin(forecast: ScoredForecast): PastScore {
  const prepared = prepare(forecast);
  const score = scoreSpan(prepared, 0, forecast.actuals.length);
  return forecast.byStep === true ? { ...score, byStep: lossesOf(prepared) } : score;
}

/** The same of each of its steps alone, [horizon]: a forecast of one step each, in the same scale. */
export function scoreSteps(forecast: ScoredForecast): PastScore[] {
  const prepared = prepare(forecast);
  return Array.from({ length: forecast.actuals.length }, (_, step) => scoreSpan(prepared, step, step + 1));
}

/** [horizon] 1 for a step within the interval of this share, 0 outside, NaN where nothing was observed; counted as in scores. */
export function stepsInside(
  { levels, quantiles, actuals }: Pick<ScoredForecast, "levels" | "quantiles" | "actuals">,
  share: BandShare,
): Float64Array {
  const horizon = actuals.length;
  const ends = requantile({ levels, horizon, values: quantiles }, bandLevels[share], false);
  return Float64Array.from(actuals, (actual, step) =>
    Number.isNaN(actual) ? Number.NaN : Number(isInside(actual, ends[step] ?? 0, ends[horizon + step] ?? 0)),
  );
}

/** Quantiles have the digits of a float32: an actual at the end of a band must not fall out by its own other digits. */
export function isInside(actual: number, lower: number, upper: number): boolean {
  const single = Math.fround(actual);
  return single >= lower && single <= upper;
}

interface Prepared extends Pick<PastScore, "seasonalScale" | "squaredSeasonalScale"> {
  readonly forecast: ScoredForecast;
  /** One of {@link neededLevels} at a step. */
  readonly at: (level: number, step: number) => number;
}

function prepare(forecast: ScoredForecast): Prepared {
  const { actuals, levels, quantiles, context, seasonSteps } = forecast;
  const horizon = actuals.length;
  if (quantiles.length !== levels.length * horizon) {
    throw new EngineError(
      "wrong-arguments",
      `${quantiles.length} quantiles do not fit ${levels.length} levels × ${horizon} steps.`,
    );
  }
  const needed = requantile({ levels, horizon, values: quantiles }, neededLevels, false);
  return {
    forecast,
    at: (level, step) => needed[neededLevels.indexOf(level as never) * horizon + step] as number,
    seasonalScale: seasonalScale(context, seasonSteps),
    squaredSeasonalScale: squaredSeasonalScale(context, seasonSteps),
  };
}

function scoreSpan({ forecast, at, ...scales }: Prepared, from: number, to: number): PastScore {
  const { actuals, levels, quantiles } = forecast;
  const column = new Float64Array(levels.length);
  const sums: Sums = { ...nothingScored };
  const winklerSum = { ...nothingScored.winklerSum };
  const widthSum = { ...nothingScored.widthSum };
  const inside = { ...nothingScored.inside };
  for (let step = from; step < to; step++) {
    const actual = actuals[step] as number;
    if (Number.isNaN(actual)) continue;
    const median = at(0.5, step);
    const error = median - actual;
    sums.steps++;
    sums.errorSum += error;
    sums.absoluteErrorSum += Math.abs(error);
    sums.squaredErrorSum += error * error;
    if (actual !== 0) {
      sums.nonZeroSteps++;
      sums.percentageErrorSum += Math.abs(error / actual);
    }
    sums.symmetricErrorSum += symmetricError(actual, median);
    sums.absoluteActualSum += Math.abs(actual);
    sums.pinballSum += pinballAt(at, step, actual);
    for (let level = 0; level < levels.length; level++)
      column[level] = quantiles[level * actuals.length + step] as number;
    sums.crpsSum += crpsOfQuantiles(quantileFunction(levels, column), levels, actual);
    for (const share of bandShares) {
      const [lower, upper] = [at(bandLevels[share][0], step), at(bandLevels[share][1], step)];
      winklerSum[`${share}`] += winkler(share, lower, upper, actual);
      widthSum[`${share}`] += upper - lower;
      if (isInside(actual, lower, upper)) inside[`${share}`]++;
    }
  }
  const mase = sums.steps === 0 ? Number.NaN : sums.absoluteErrorSum / sums.steps / scales.seasonalScale;
  return { ...sums, ...scales, winklerSum, widthSum, inside, mase };
}

function lossesOf({ forecast, at }: Prepared): StepLosses {
  const actuals = Array.from(forecast.actuals);
  return {
    error: actuals.map((actual, step) => at(0.5, step) - actual),
    pinball: actuals.map((actual, step) => pinballAt(at, step, actual)),
  };
}

function pinballAt(at: Prepared["at"], step: number, actual: number): number {
  return lossLevels.reduce((sum, level) => sum + pinball(level, at(level, step), actual), 0);
}
