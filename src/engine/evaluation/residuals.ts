import type { ResidualReport, WhitenessTest } from "#domain/score";
import { autocorrelations, histogramOf, ljungBox, normalQuantile } from "#engine/numerics";

const maxLags = 60;
/** Of a series without a season. */
const plainLags = 20;
/** Of the test, where there is no season: enough to see what is left, few enough to find it (Hyndman & Athanasopoulos 2021, 5.4). */
const testedLags = 10;

/**
 * The residuals of one fit, and whether anything is left in them.
 *
 * @param residuals [steps], NaN where there is none
 * @param seasonSteps 1 = none
 * @param parameters as fitted; of them `ar1`, `ma1`, `sar1`, `sma1` … cost the test a degree of freedom each
 */
export function residualReport(
  model: string,
  residuals: Float64Array,
  seasonSteps: number,
  parameters: ResidualReport["parameters"],
): ResidualReport {
  const observed = residuals.filter((value) => !Number.isNaN(value));
  const count = observed.length;
  const mean = observed.reduce((sum, value) => sum + value, 0) / count;
  const squares = observed.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  const wanted = Math.min(maxLags, seasonSteps > 1 ? 2 * seasonSteps : plainLags);
  const values = autocorrelations(residuals, Math.min(wanted, count - 1));
  const estimated = Object.keys(parameters).filter((name) => /^s?(ar|ma)\d+$/.test(name)).length;
  return {
    model,
    parameters,
    residuals,
    ...{ count, mean, deviation: Math.sqrt(squares / (count - 1)) },
    autocorrelation: { values, limit: normalQuantile(0.975) / Math.sqrt(count) },
    histogram: histogramOf(observed.toSorted()),
    whiteness: whitenessOf(residuals, count, seasonSteps, estimated),
  };
}

/** Two seasons of lags, or ten, at most a fifth of the residuals, and three more than were estimated. */
function whitenessOf(
  residuals: Float64Array,
  count: number,
  seasonSteps: number,
  estimated: number,
): WhitenessTest | null {
  const usual = Math.min(maxLags, seasonSteps > 1 ? 2 * seasonSteps : testedLags);
  const lags = Math.max(estimated + 3, Math.min(usual, Math.floor(count / 5)));
  if (count < lags + 2) return null;
  const test = ljungBox(residuals, lags, estimated);
  return Number.isFinite(test.statistic) ? test : null;
}
