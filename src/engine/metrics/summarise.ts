import type { ByShare } from "#domain/forecast";
import type { BacktestScores, MetricValues, PastScore } from "#domain/score";
import { metricValues } from "./metric-of.ts";
import { sumsOf } from "./score-pool.ts";

/** With every metric. */
export interface Scores extends BacktestScores {
  /** Mean over the steps, in the series' units. */
  readonly CRPS: number;
  /** Mean over the steps of each central interval, in the series' units. */
  readonly Winkler: ByShare<number>;
  readonly metrics: MetricValues;
  /** Steps whose actual is not zero: those that MAPE saw. */
  readonly nonZeroSteps: number;
}

export function summarise(scores: readonly PastScore[]): Scores {
  const sums = sumsOf(scores);
  const values = metricValues(sums);
  const { MASE, sMAPE, WQL, CRPS } = values;
  return {
    ...{ MASE, sMAPE, WQL, CRPS },
    Winkler: { "0.5": values.winkler50, "0.8": values.winkler80, "0.95": values.winkler95 },
    coverage: { "0.5": values.coverage50, "0.8": values.coverage80, "0.95": values.coverage95 },
    steps: sums.steps,
    nonZeroSteps: sums.nonZeroSteps,
    origins: sums.forecasts,
    metrics: values,
  };
}

/** What a backtest says of a model, from its scores at each origin. */
export function backtestScores(past: readonly PastScore[]): BacktestScores {
  const { MASE, sMAPE, WQL, coverage, steps, origins } = summarise(past);
  return { MASE, sMAPE, WQL, coverage, steps, origins };
}

/** 1 − WQL / WQL of the baseline: the share of its loss that a model saves. NaN without a comparison. */
export function quantileSkill(own: Pick<BacktestScores, "WQL">, baseline: Pick<BacktestScores, "WQL">): number {
  return baseline.WQL > 0 ? 1 - own.WQL / baseline.WQL : Number.NaN;
}

/** Geometric mean of ratios: how leaderboards compare a model with a baseline over many data sets. */
export function geometricMean(ratios: readonly number[]): number {
  return Math.exp(ratios.reduce((sum, ratio) => sum + Math.log(ratio), 0) / ratios.length);
}
