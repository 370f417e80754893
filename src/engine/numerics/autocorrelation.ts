import { chiSquaredTail } from "./tails.ts";

/**
 * Of the lags 1 to `lags`: the products of those pairs that are both there, over as many as that and the lag, as R's `acf` with
 * `na.pass`. Constant values have none: NaN.
 */
export function autocorrelations(values: Float64Array, lags: number): number[] {
  const observed = values.filter((value) => !Number.isNaN(value));
  const mean = observed.reduce((sum, value) => sum + value, 0) / observed.length;
  const covariance = (lag: number): number => {
    let [sum, pairs] = [0, 0];
    for (let index = 0; index + lag < values.length; index++) {
      const product = ((values[index] as number) - mean) * ((values[index + lag] as number) - mean);
      if (Number.isNaN(product)) continue;
      sum += product;
      pairs++;
    }
    return sum / (pairs + lag);
  };
  const variance = covariance(0);
  return Array.from({ length: Math.max(0, lags) }, (_, index) => covariance(index + 1) / variance);
}

export interface LjungBox {
  readonly statistic: number;
  readonly lags: number;
  /** Lags less the coefficients that were estimated. */
  readonly freedom: number;
  readonly p: number;
}

/**
 * Ljung & Box (1978): n(n + 2) Σ r²ₖ / (n − k), chi-squared with as many degrees of freedom as lags, less the coefficients that were
 * estimated; as R's `Box.test`.
 */
export function ljungBox(values: Float64Array, lags: number, estimated: number): LjungBox {
  const count = values.filter((value) => !Number.isNaN(value)).length;
  const sum = autocorrelations(values, lags).reduce(
    (total, value, index) => total + value ** 2 / (count - index - 1),
    0,
  );
  const statistic = count * (count + 2) * sum;
  const freedom = lags - estimated;
  return { statistic, lags, freedom, p: chiSquaredTail(statistic, freedom) };
}
