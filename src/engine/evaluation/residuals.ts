import type { Autocorrelation, Histogram, ResidualReport, WhitenessTest } from "#domain/score";
import { chiSquaredTail, normalQuantile, sampleQuantile } from "#engine/numerics";

const maxLags = 60;
/** Of a series without a season. */
const plainLags = 20;
/** Of the test, where there is no season: enough to see what is left, few enough to find it (Hyndman & Athanasopoulos 2021, 5.4). */
const testedLags = 10;
const maxBins = 60;

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
    histogram: histogramOf(observed),
    whiteness: whitenessOf(residuals, count, seasonSteps, estimated),
  };
}

/**
 * Of the lags 1 to `lags`: the products of those pairs that are both there, over as many as that and the lag, as R's `acf` with
 * `na.pass`. Constant residuals have none.
 */
export function autocorrelations(residuals: Float64Array, lags: number): Autocorrelation["values"] {
  const observed = residuals.filter((value) => !Number.isNaN(value));
  const mean = observed.reduce((sum, value) => sum + value, 0) / observed.length;
  const covariance = (lag: number): number => {
    let [sum, pairs] = [0, 0];
    for (let index = 0; index + lag < residuals.length; index++) {
      const product = ((residuals[index] as number) - mean) * ((residuals[index + lag] as number) - mean);
      if (Number.isNaN(product)) continue;
      sum += product;
      pairs++;
    }
    return sum / (pairs + lag);
  };
  const variance = covariance(0);
  return Array.from({ length: Math.max(0, lags) }, (_, index) => covariance(index + 1) / variance);
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

/**
 * Ljung & Box (1978): n(n + 2) Σ r²ₖ / (n − k), chi-squared with as many degrees of freedom as lags, less the coefficients that were
 * estimated; as R's `Box.test`.
 */
export function ljungBox(residuals: Float64Array, lags: number, estimated: number): WhitenessTest {
  const count = residuals.filter((value) => !Number.isNaN(value)).length;
  const sum = autocorrelations(residuals, lags).reduce(
    (total, value, index) => total + value ** 2 / (count - index - 1),
    0,
  );
  const statistic = count * (count + 2) * sum;
  const freedom = lags - estimated;
  return { statistic, lags, freedom, p: chiSquaredTail(statistic, freedom) };
}

/** Bins of Freedman & Diaconis' (1981) width, twice the middle half's over the cube root of the count. */
function histogramOf(observed: Float64Array): Histogram {
  const sorted = observed.toSorted();
  const [least, most] = [sorted[0], sorted.at(-1)];
  if (least === undefined || most === undefined) return { edges: [], counts: [] };
  if (least === most) return { edges: [least, most], counts: [sorted.length] };
  const middle = sampleQuantile(sorted, 0.75) - sampleQuantile(sorted, 0.25);
  const width = (2 * middle) / Math.cbrt(sorted.length);
  // Sturges' rule where half of the residuals are equal.
  const wanted = width > 0 ? (most - least) / width : Math.log2(sorted.length) + 1;
  const bins = Math.min(maxBins, Math.max(1, Math.ceil(wanted)));
  const counts = Array.from({ length: bins }, () => 0);
  for (const value of sorted) {
    const bin = Math.min(bins - 1, Math.floor(((value - least) / (most - least)) * bins));
    counts[bin] = (counts[bin] ?? 0) + 1;
  }
  return { edges: Array.from({ length: bins + 1 }, (_, index) => least + ((most - least) * index) / bins), counts };
}
