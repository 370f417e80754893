import {
  lossLevels,
  type MetricId,
  metricLoss,
  metrics,
  type MetricValues,
  type MetricWeights,
  type PastScore,
  type ScoreSums,
} from "#domain/score";
import { sumsOf } from "./score-pool.ts";

type Scores = readonly PastScore[];

/** Over any number of origins and series. NaN where nothing could be measured. */
export function metricOf(scores: Scores, metric: MetricId): number {
  return formulas[metric](sumsOf(scores));
}

/** Every metric, from scores that were pooled. */
export function metricValues(sums: ScoreSums): MetricValues {
  return Object.fromEntries(metrics.map(({ id }) => [id, formulas[id](sums)])) as MetricValues;
}

/**
 * One figure of several metrics: the weighted mean of each metric's loss over that of the baseline, which is seasonal naive, on the
 * same origins. Below 1 is better than the baseline, whatever the series' size and unit, so that composites of different series can be
 * compared and averaged; form it for each series, since metrics in a series' own unit don't pool.
 *
 * Metrics that say nothing of the baseline, or 0, as MAPE where all actuals are zero, are left out for every model alike. NaN where
 * none is left, or where a metric that counts could not be measured.
 */
export function compositeOf(scores: Scores, baseline: Scores, weights: MetricWeights): number {
  const [own, other] = [sumsOf(scores), sumsOf(baseline)];
  let [sum, total] = [0, 0];
  for (const { id } of metrics) {
    const weight = weights[id] ?? 0;
    if (weight === 0) continue;
    const against = metricLoss(id, formulas[id](other));
    if (!(against > 0)) continue;
    sum += (weight * metricLoss(id, formulas[id](own))) / against;
    total += weight;
  }
  return sum / total;
}

/**
 * Scaled metrics are means over the forecasts that have a scale (RMSSE the root of one: Hyndman & Athanasopoulos 2021, 5.8), so that
 * each series counts alike; all others are formed over the steps.
 */
const formulas: Readonly<Record<MetricId, (sums: ScoreSums) => number>> = {
  MASE: ({ maseSum, scaledForecasts }) => maseSum / scaledForecasts,
  RMSSE: ({ scaledSquareSum, scaledForecasts }) => Math.sqrt(scaledSquareSum / scaledForecasts),
  sMAPE: ({ symmetricErrorSum, steps }) => symmetricErrorSum / steps,
  MAPE: ({ percentageErrorSum, nonZeroSteps }) => percentageErrorSum / nonZeroSteps,
  WAPE: (sums) => perSize(sums.absoluteErrorSum, sums),
  MAE: ({ absoluteErrorSum, steps }) => absoluteErrorSum / steps,
  RMSE: ({ squaredErrorSum, steps }) => Math.sqrt(squaredErrorSum / steps),
  bias: ({ errorSum, steps }) => errorSum / steps,
  relativeBias: (sums) => perSize(sums.errorSum, sums),
  WQL: (sums) => perSize((2 * sums.pinballSum) / lossLevels.length, sums),
  CRPS: ({ crpsSum, steps }) => crpsSum / steps,
  coverage50: ({ inside, steps }) => inside["0.5"] / steps,
  coverage80: ({ inside, steps }) => inside["0.8"] / steps,
  coverage95: ({ inside, steps }) => inside["0.95"] / steps,
  winkler50: ({ winklerSum, steps }) => winklerSum["0.5"] / steps,
  winkler80: ({ winklerSum, steps }) => winklerSum["0.8"] / steps,
  winkler95: ({ winklerSum, steps }) => winklerSum["0.95"] / steps,
  width80: ({ widthSum, steps }) => widthSum["0.8"] / steps,
  scaledWidth80: ({ scaledWidthSum, scaledForecasts }) => scaledWidthSum["0.8"] / scaledForecasts,
};

/** As a share of the actuals; NaN where all are zero. */
function perSize(sum: number, { absoluteActualSum }: ScoreSums): number {
  return absoluteActualSum === 0 ? Number.NaN : sum / absoluteActualSum;
}
