import { type Fitted, type FittedParameters, studentTable } from "#engine/forecasters/base";
import type { Regression } from "#engine/numerics";

/** A regression on functions of time, fitted to those values of a series that were observed. */
export interface TimeRegression {
  readonly regression: Regression;
  /** Places of the observed values within what was fitted, rising. */
  readonly places: readonly number[];
  /** How many values the series had before what was fitted. */
  readonly offset: number;
  /** The columns' values at a place: 1, the place, … */
  terms(place: number): readonly number[];
}

export interface Observed {
  readonly places: readonly number[];
  readonly values: Float64Array;
}

/** What was observed, and where. */
export function observedOf(values: Float64Array): Observed {
  const places = [...values.keys()].filter((place) => !Number.isNaN(values[place]));
  return { places, values: Float64Array.from(places, (place) => values[place] as number) };
}

/**
 * The forecast by a regression, as R's `forecast.lm`: with s² = Σe² / (n − p), the variance of a value with the terms x is
 * s²·(1 + x′(X′X)⁻¹x), and the quantiles are Student's with n − p degrees of freedom (Hyndman & Athanasopoulos, Forecasting:
 * Principles and Practice, 7.6). Errors count as independent: where they aren't, the band is too narrow.
 */
export function forecastTimeRegression(
  given: ArrayLike<number>,
  { regression, places, offset, terms }: TimeRegression,
  describe: (valueAt: (place: number) => number) => FittedParameters,
): Fitted {
  const { coefficients, errors, leverage, sumOfSquares } = regression;
  const freedom = errors.length - coefficients.length;
  const sigma = Math.sqrt(sumOfSquares / freedom);
  const residuals = new Float64Array(given.length).fill(Number.NaN);
  places.forEach((place, index) => (residuals[offset + place] = errors[index] as number));
  const valueOf = (row: readonly number[]): number =>
    row.reduce((sum, term, index) => sum + term * (coefficients[index] as number), 0);
  return {
    residuals,
    parameters: { ...describe((place) => valueOf(terms(place))), sigma },
    predict(horizonSteps, levels) {
      const rows = Array.from({ length: horizonSteps }, (_, step) => terms(given.length - offset + step));
      const deviations = rows.map((row) => sigma * Math.sqrt(1 + leverage(row)));
      return studentTable(rows.map(valueOf), deviations, levels, freedom);
    },
  };
}
