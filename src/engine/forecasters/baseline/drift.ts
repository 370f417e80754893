import { type Forecaster, fillGaps, normalTable, residualsOf } from "#engine/forecasters/base";
import { seasonalNaive } from "./seasonal-naive.ts";

/** With fewer, there is a mean step but nothing that tells how steps differ. */
const minValues = 3;

/**
 * The mean step, once more and again: ŷ(n + h) = y(n) + h·b with b = (y(n) − y(1)) / (n − 1), the line through the first and the
 * last value. With σ² = Σ(step − b)² / (n − 2), the variance of h steps and of the estimated b is σ²·h·(1 + h / (n − 1)); the
 * quantiles are normal (Hyndman & Athanasopoulos, Forecasting: Principles and Practice, 5.2 and 5.5; R's `rwf(drift = TRUE)`).
 */
export const drift: Forecaster = {
  id: "drift",
  name: "Drift",
  description: "Goes on by the mean step",
  family: "benchmark",
  version: "1",
  cost: "instant",
  needs: { observations: minValues, maxSeasonSteps: 1 },
  isByNameOnly: true,
  expectedRatio: 1,
  gainsFromTransform: true,
  fit(given, seasonSteps, options) {
    const { values, trailingSteps } = fillGaps(given);
    if (values.length < minValues) return seasonalNaive.fit(given, seasonSteps, options);
    const steps = values.length - 1;
    const last = values[steps] as number;
    const step = (last - (values[0] as number)) / steps;
    const errors = Float64Array.from(
      { length: steps },
      (_, at) => (values[at + 1] as number) - (values[at] as number) - step,
    );
    const sigma = Math.sqrt(errors.reduce((sum, error) => sum + error * error, 0) / (steps - 1));
    return {
      residuals: residualsOf(given, trailingSteps, errors),
      parameters: { method: "Drift", level: last, drift: step, sigma },
      predict(horizonSteps, levels) {
        const ahead = Float64Array.from({ length: horizonSteps }, (_, index) => index + 1 + trailingSteps);
        const means = ahead.map((h) => last + h * step);
        const deviations = ahead.map((h) => sigma * Math.sqrt(h * (1 + h / steps)));
        return normalTable(means, deviations, levels);
      },
    };
  },
};
