import { type Forecaster, recent } from "#engine/forecasters/base";
import { seasonalNaive } from "#engine/forecasters/baseline";
import { LeastSquares } from "#engine/numerics";
import { forecastTimeRegression, observedOf } from "./time-regression.ts";

/** Two for the line, and one that tells how far values lie from it. */
const minValues = 3;

/**
 * The straight line of least squares through the observed values, gone on with: ŷ(t) = a + b·t (R's `tslm(y ~ trend)`; bands as
 * {@link forecastTimeRegression} explains). Of a long series, through its last stretch.
 */
export const linearTrend: Forecaster = {
  id: "linear-trend",
  name: "Linear trend",
  description: "A straight line through the values",
  family: "regression",
  version: "1",
  cost: "instant",
  needs: { observations: minValues, maxSeasonSteps: 1 },
  isByNameOnly: true,
  expectedRatio: 1,
  gainsFromTransform: true,
  fit(given, seasonSteps, options) {
    const stretch = recent(given, 1);
    const { places, values } = observedOf(stretch);
    if (values.length < minValues) return seasonalNaive.fit(given, seasonSteps, options);
    const terms = (place: number): readonly number[] => [1, place];
    const squares = new LeastSquares(values);
    squares.add(new Float64Array(values.length).fill(1));
    squares.add(Float64Array.from(places));
    const regression = squares.solve();
    const line = { regression, places, offset: given.length - stretch.length, terms };
    return forecastTimeRegression(given, line, (valueAt) => ({
      method: "Linear trend",
      level: valueAt(stretch.length - 1),
      slope: valueAt(1) - valueAt(0),
    }));
  },
};
