/** The one list of what forecasts of the past are measured by. */

/** `series`: the series' own unit, and so not to be pooled over series of different size; `scaled`: in errors of seasonal naive. */
export type MetricUnit = "series" | "fraction" | "scaled";

export interface Metric {
  readonly id: string;
  readonly name: string;
  /** What it says, in one line. */
  readonly words: string;
  readonly unit: MetricUnit;
  /** The best value. Other values are as bad as they are far from it: see {@link metricLoss}. */
  readonly target: number;
}

/**
 * Those with the target 0 that can't be below it are the better the lower they are. All are formed from the medians and quantiles of
 * the forecasts; where nothing could be measured they are NaN, and never a good value.
 */
export const metrics = [
  {
    id: "MASE",
    name: "MASE",
    words:
      "Mean absolute error over that of seasonal naive in the history: below 1 is better than repeating last season.",
    unit: "scaled",
    target: 0,
  },
  {
    id: "RMSSE",
    name: "RMSSE",
    words: "Root mean squared error over that of seasonal naive in the history: large misses count more.",
    unit: "scaled",
    target: 0,
  },
  {
    id: "sMAPE",
    name: "sMAPE",
    words: "Mean absolute error as a share of the mean of forecast and actual, between 0 and 2.",
    unit: "fraction",
    target: 0,
  },
  {
    id: "MAPE",
    name: "MAPE",
    words: "Mean absolute error as a share of the actual, over the steps whose actual is not zero.",
    unit: "fraction",
    target: 0,
  },
  {
    id: "WAPE",
    name: "WAPE",
    words: "Sum of absolute errors as a share of the sum of absolute actuals; zeros among them do no harm.",
    unit: "fraction",
    target: 0,
  },
  { id: "MAE", name: "MAE", words: "Mean absolute error of the median.", unit: "series", target: 0 },
  {
    id: "RMSE",
    name: "RMSE",
    words: "Root mean squared error of the median: large misses count more.",
    unit: "series",
    target: 0,
  },
  {
    id: "bias",
    name: "Bias",
    words: "Mean of median − actual: above zero where forecasts were too high.",
    unit: "series",
    target: 0,
  },
  {
    id: "relativeBias",
    name: "Relative bias",
    words:
      "Sum of median − actual as a share of the sum of absolute actuals: above zero where forecasts were too high.",
    unit: "fraction",
    target: 0,
  },
  {
    id: "WQL",
    name: "WQL",
    words: "Weighted quantile loss: how far the quantiles from 10 % to 90 % were off, as a share of the actuals.",
    unit: "fraction",
    target: 0,
  },
  {
    id: "CRPS",
    name: "CRPS",
    words:
      "Continuous ranked probability score: the error of the whole distribution; for a sure forecast the absolute error.",
    unit: "series",
    target: 0,
  },
  {
    id: "coverage50",
    name: "Coverage of 50 %",
    words: "Share of the actuals within the 50 % range, best at 50 %.",
    unit: "fraction",
    target: 0.5,
  },
  {
    id: "coverage80",
    name: "Coverage of 80 %",
    words: "Share of the actuals within the 80 % range, best at 80 %.",
    unit: "fraction",
    target: 0.8,
  },
  {
    id: "coverage95",
    name: "Coverage of 95 %",
    words: "Share of the actuals within the 95 % range, best at 95 %.",
    unit: "fraction",
    target: 0.95,
  },
  {
    id: "winkler50",
    name: "Winkler score of 50 %",
    words: "Mean width of the 50 % range, and a penalty for actuals outside it.",
    unit: "series",
    target: 0,
  },
  {
    id: "winkler80",
    name: "Winkler score of 80 %",
    words: "Mean width of the 80 % range, and a penalty for actuals outside it.",
    unit: "series",
    target: 0,
  },
  {
    id: "winkler95",
    name: "Winkler score of 95 %",
    words: "Mean width of the 95 % range, and a penalty for actuals outside it.",
    unit: "series",
    target: 0,
  },
  {
    id: "width80",
    name: "Width of 80 %",
    words: "Mean width of the 80 % range; narrower is better only where the coverage is right.",
    unit: "series",
    target: 0,
  },
  {
    id: "scaledWidth80",
    name: "Scaled width of 80 %",
    words:
      "Mean width of the 80 % range over the error of seasonal naive in the history, so that series can be pooled.",
    unit: "scaled",
    target: 0,
  },
] as const satisfies readonly Metric[];

export type MetricId = (typeof metrics)[number]["id"];

/** NaN where nothing could be measured. */
export type MetricValues = Readonly<Record<MetricId, number>>;

export function metricById(id: string): (Metric & { readonly id: MetricId }) | undefined {
  return metrics.find((metric) => metric.id === id);
}

/** Distance from the best value, by which every metric ranks: lower is better. NaN where nothing could be measured. */
export function metricLoss(id: MetricId, value: number): number {
  return Math.abs(value - (metrics.find((metric) => metric.id === id)?.target ?? 0));
}

/** Shares of metrics in one figure; they need not sum to 1. */
export type MetricWeights = Readonly<Partial<Record<MetricId, number>>>;

/** Percentage errors first, then large misses, then the plain error. */
export const defaultWeights: MetricWeights = { MAPE: 0.5, RMSE: 0.3, MAE: 0.2 };
