import {
  lossLevels,
  type MetricId,
  metricLoss,
  metrics,
  type MetricValues,
  type MetricWeights,
  type PastScore,
} from "#domain/score";

type Scores = readonly PastScore[];

/** Over any number of origins and series. NaN where nothing could be measured. */
export function metricOf(scores: Scores, metric: MetricId): number {
  return formulas[metric](scores);
}

export function metricValues(scores: Scores): MetricValues {
  return Object.fromEntries(metrics.map(({ id }) => [id, metricOf(scores, id)])) as MetricValues;
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
  let [sum, total] = [0, 0];
  for (const { id } of metrics) {
    const weight = weights[id] ?? 0;
    const against = metricLoss(id, metricOf(baseline, id));
    if (weight === 0 || !(against > 0)) continue;
    sum += (weight * metricLoss(id, metricOf(scores, id))) / against;
    total += weight;
  }
  return sum / total;
}

/**
 * Scaled metrics are means over the forecasts that have a scale (RMSSE the root of one), so that each series counts alike; all others
 * are formed over the steps.
 */
const formulas: Readonly<Record<MetricId, (scores: Scores) => number>> = {
  MASE: (scores) => meanOf(scores.map(({ mase }) => mase)),
  RMSSE: (scores) =>
    Math.sqrt(
      meanOf(
        scores.map(
          ({ squaredErrorSum, steps, squaredSeasonalScale }) => squaredErrorSum / steps / squaredSeasonalScale,
        ),
      ),
    ),
  sMAPE: (scores) => perStep(scores, ({ symmetricErrorSum }) => symmetricErrorSum),
  MAPE: (scores) =>
    total(scores, ({ percentageErrorSum }) => percentageErrorSum) / total(scores, ({ nonZeroSteps }) => nonZeroSteps),
  WAPE: (scores) => perSize(scores, ({ absoluteErrorSum }) => absoluteErrorSum),
  MAE: (scores) => perStep(scores, ({ absoluteErrorSum }) => absoluteErrorSum),
  RMSE: (scores) => Math.sqrt(perStep(scores, ({ squaredErrorSum }) => squaredErrorSum)),
  bias: (scores) => perStep(scores, ({ errorSum }) => errorSum),
  relativeBias: (scores) => perSize(scores, ({ errorSum }) => errorSum),
  WQL: (scores) => (2 * perSize(scores, ({ pinballSum }) => pinballSum)) / lossLevels.length,
  CRPS: (scores) => perStep(scores, ({ crpsSum }) => crpsSum),
  coverage50: (scores) => perStep(scores, ({ inside }) => inside["0.5"]),
  coverage80: (scores) => perStep(scores, ({ inside }) => inside["0.8"]),
  coverage95: (scores) => perStep(scores, ({ inside }) => inside["0.95"]),
  winkler50: (scores) => perStep(scores, ({ winklerSum }) => winklerSum["0.5"]),
  winkler80: (scores) => perStep(scores, ({ winklerSum }) => winklerSum["0.8"]),
  winkler95: (scores) => perStep(scores, ({ winklerSum }) => winklerSum["0.95"]),
  width80: (scores) => perStep(scores, ({ widthSum }) => widthSum["0.8"]),
  scaledWidth80: (scores) =>
    meanOf(scores.map(({ widthSum, steps, seasonalScale }) => widthSum["0.8"] / steps / seasonalScale)),
};

function total(scores: Scores, part: (score: PastScore) => number): number {
  return scores.reduce((sum, score) => sum + part(score), 0);
}

function perStep(scores: Scores, part: (score: PastScore) => number): number {
  return total(scores, part) / total(scores, ({ steps }) => steps);
}

/** As a share of the actuals; NaN where all are zero. */
function perSize(scores: Scores, part: (score: PastScore) => number): number {
  const size = total(scores, ({ absoluteActualSum }) => absoluteActualSum);
  return size === 0 ? Number.NaN : total(scores, part) / size;
}

/** Of those that are numbers. */
function meanOf(values: readonly number[]): number {
  const finite = values.filter((value) => Number.isFinite(value));
  return finite.reduce((sum, value) => sum + value, 0) / finite.length;
}
