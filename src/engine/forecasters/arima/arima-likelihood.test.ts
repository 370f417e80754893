import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Arma, ArmaLikelihood, isStationary } from "./arima-likelihood.ts";
import { multiply, type Polynomial, spread } from "./arima-order.ts";

const share = fc.double({ min: -0.9, max: 0.9, noNaN: true });
const season = 4;

/** (1 + aB)(1 + bB^4) and its lags; with b = 0 without a season. */
function polynomialOf(first: number, seasonal: number): { polynomial: Polynomial; lags: readonly number[] } {
  const polynomial = multiply(Float64Array.of(1, first), spread(Float64Array.of(1, seasonal), season));
  return { polynomial, lags: [1, season, season + 1] };
}

const models = fc.tuple(share, share, share, share).map(([ar1, sar1, ma1, sma1]): Arma => {
  const [ar, ma] = [polynomialOf(ar1, sar1), polynomialOf(ma1, sma1)];
  return { ar: ar.polynomial, ma: ma.polynomial, arLags: ar.lags, maLags: ma.lags };
});
const values = fc.array(fc.double({ min: -3, max: 3, noNaN: true }), { minLength: 6, maxLength: 40 });

/** Covariances at the lags 0 … n − 1 from the weights of the moving-average form, as far as they matter. */
function covariancesOf({ ar, ma }: Arma, count: number): Float64Array {
  const weights = new Float64Array(3000);
  for (let at = 0; at < weights.length; at++) {
    let weight = ma[at] ?? 0;
    for (let lag = 1; lag < ar.length && lag <= at; lag++) weight -= (ar[lag] ?? 0) * (weights[at - lag] ?? 0);
    weights[at] = weight;
  }
  return Float64Array.from({ length: count }, (_, lag) => {
    let sum = 0;
    for (let at = lag; at < weights.length; at++) sum += (weights[at] ?? 0) * (weights[at - lag] ?? 0);
    return sum;
  });
}

/** n log(y′V⁻¹y) + log|V| by Cholesky's decomposition of the whole covariance matrix V. */
function byMatrix(given: Float64Array, covariances: Float64Array): number {
  const count = given.length;
  const rows = Array.from({ length: count }, () => new Float64Array(count));
  const solved = new Float64Array(count);
  let logs = 0;
  for (let row = 0; row < count; row++) {
    const own = rows[row] ?? new Float64Array(count);
    for (let column = 0; column <= row; column++) {
      const other = rows[column] ?? own;
      let sum = covariances[row - column] ?? 0;
      for (let at = 0; at < column; at++) sum -= (own[at] ?? 0) * (other[at] ?? 0);
      own[column] = column === row ? Math.sqrt(sum) : sum / (other[column] ?? 0);
    }
    logs += 2 * Math.log(own[row] ?? 0);
    let rest = given[row] ?? 0;
    for (let at = 0; at < row; at++) rest -= (own[at] ?? 0) * (solved[at] ?? 0);
    solved[row] = rest / (own[row] ?? 0);
  }
  return count * Math.log(solved.reduce((sum, one) => sum + one * one, 0)) + logs;
}

describe("the likelihood of an ARMA model", () => {
  test("is the normal density of the whole series", () => {
    fc.assert(
      fc.property(models, values, (model, given) => {
        fc.pre(given.some((value) => Math.abs(value) > 0.1));
        const series = Float64Array.from(given);
        const expected = byMatrix(series, covariancesOf(model, series.length));
        expect(new ArmaLikelihood(series, false).evaluate(model)).toBeCloseTo(expected, 5);
      }),
    );
  });

  test("with a mean is the largest of those without, over what is taken away before", () => {
    fc.assert(
      fc.property(models, values, fc.double({ min: -1, max: 1, noNaN: true }), (model, given, other) => {
        fc.pre(new Set(given).size > 3);
        const series = Float64Array.from(given);
        const whole = new ArmaLikelihood(series, true);
        const least = whole.evaluate(model);
        const without = (mean: number): number =>
          new ArmaLikelihood(
            series.map((value) => value - mean),
            false,
          ).evaluate(model);
        expect(without(whole.mean)).toBeCloseTo(least, 5);
        expect(without(whole.mean + other)).toBeGreaterThanOrEqual(least - 1e-6);
      }),
    );
  });

  test("leaves the forecasts that the difference equation has once the start is forgotten", () => {
    fc.assert(
      fc.property(share, share, values, (ar1, ma1, given) => {
        const series = Float64Array.from({ length: 400 }, (_, at) => given[at % given.length] ?? 0);
        const model = { ar: Float64Array.of(1, ar1), ma: Float64Array.of(1, ma1), arLags: [1], maLags: [1] };
        const likelihood = new ArmaLikelihood(series, false);
        likelihood.evaluate(model);
        const next = -ar1 * (series.at(-1) ?? 0) + ma1 * (likelihood.errors.at(-1) ?? 0);
        const ahead = likelihood.ahead(model, 3);
        expect(ahead[0]).toBeCloseTo(next, 6);
        expect(ahead[2]).toBeCloseTo(next * ar1 * ar1, 6);
      }),
    );
  });

  test("is not there for a model that is not stationary", () => {
    const model = { ar: Float64Array.of(1, -1.01), ma: Float64Array.of(1), arLags: [1], maLags: [] };
    expect(new ArmaLikelihood(Float64Array.of(1, 2, 3), false).evaluate(model)).toBe(Number.POSITIVE_INFINITY);
    expect(isStationary(Float64Array.of(1, -1.01))).toBe(false);
    expect(isStationary(Float64Array.of(1, -0.5, 0.2))).toBe(true);
  });
});
