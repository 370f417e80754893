import { quantileFunction, requantile } from "#engine/density";
import { EngineError } from "#domain/errors";
import { bandLevels, bandShares } from "#domain/forecast";
import { lossLevels, nothingScored, type PastScore } from "#domain/score";
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

const neededLevels = [0.025, 0.1, 0.2, 0.25, 0.3, 0.4, 0.5, 0.6, 0.7, 0.75, 0.8, 0.9, 0.975] as const;

/**
 * How one forecast did. Levels that the forecast lacks are taken from the quantile function through those that it has; beyond
 * the outermost ones that includes the tail model.
 */
export function scoreOrigin(forecast: ScoredForecast): PastScore {
  const horizon = forecast.actuals.length;
  const { levels, context } = forecast;
  if (forecast.quantiles.length !== levels.length * horizon) {
    throw new EngineError(
      "wrong-arguments",
      `${forecast.quantiles.length} quantiles do not fit ${levels.length} levels × ${horizon} steps.`,
    );
  }
  const needed = requantile({ levels, horizon, values: forecast.quantiles }, neededLevels, false);
  const at = (level: number, step: number): number =>
    needed[neededLevels.indexOf(level as never) * horizon + step] as number;
  const column = new Float64Array(levels.length);
  const sums: Sums = { ...nothingScored };
  const winklerSum = { ...nothingScored.winklerSum };
  const widthSum = { ...nothingScored.widthSum };
  const inside = { ...nothingScored.inside };
  const byStep = { error: nothingAt(horizon), pinball: nothingAt(horizon) };
  for (let step = 0; step < horizon; step++) {
    const actual = forecast.actuals[step] as number;
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
    let loss = 0;
    for (const level of lossLevels) loss += pinball(level, at(level, step), actual);
    sums.pinballSum += loss;
    byStep.error[step] = error;
    byStep.pinball[step] = loss;
    for (let level = 0; level < levels.length; level++)
      column[level] = forecast.quantiles[level * horizon + step] as number;
    sums.crpsSum += crpsOfQuantiles(quantileFunction(levels, column), levels, actual);
    // Quantiles have the digits of a float32: an actual at the end of a band must not fall out by its own other digits.
    const single = Math.fround(actual);
    for (const share of bandShares) {
      const [lower, upper] = [at(bandLevels[share][0], step), at(bandLevels[share][1], step)];
      winklerSum[`${share}`] += winkler(share, lower, upper, actual);
      widthSum[`${share}`] += upper - lower;
      if (single >= lower && single <= upper) inside[`${share}`]++;
    }
  }
  const scale = seasonalScale(context, forecast.seasonSteps);
  return {
    ...sums,
    ...{ winklerSum, widthSum, inside },
    mase: sums.steps === 0 ? Number.NaN : sums.absoluteErrorSum / sums.steps / scale,
    seasonalScale: scale,
    squaredSeasonalScale: squaredSeasonalScale(context, forecast.seasonSteps),
    ...(forecast.byStep === true ? { byStep } : {}),
  };
}

function nothingAt(horizon: number): number[] {
  return Array.from({ length: horizon }, () => Number.NaN);
}
