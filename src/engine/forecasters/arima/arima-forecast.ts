import type { Moments } from "#engine/forecasters/base";
import type { ArimaFit } from "./arima-fit.ts";
import { differencing, multiply } from "./arima-order.ts";

/**
 * Mean and standard deviation of each step ahead. The mean continues the difference equation of the series itself with errors
 * of zero; the variance is σ² Σ ψ², with ψ the weights of the model's moving-average form, differencing included (Box &
 * Jenkins 1970, chapter 5).
 */
export function arimaMoments(fit: ArimaFit, values: Float64Array, horizonSteps: number): Moments {
  const { order, ar, ma, mean, errors, variance } = fit;
  const full = multiply(ar, differencing(order.d, order.D, order.season));
  // φ(B)(w − μ) = θ(B)e, so that the equation of the series has the constant φ(1)·μ.
  const constant = mean * ar.reduce((sum, coefficient) => sum + coefficient, 0);
  const count = values.length;
  const offset = count - errors.length;
  const path = new Float64Array(count + horizonSteps);
  path.set(values);
  const deviations = new Float64Array(horizonSteps);
  const weights = new Float64Array(horizonSteps);
  let squares = 0;
  for (let step = 0; step < horizonSteps; step++) {
    const at = count + step;
    let next = constant;
    for (let lag = 1; lag < full.length && lag <= at; lag++) next -= (full[lag] as number) * (path[at - lag] as number);
    for (let lag = step + 1; lag < ma.length; lag++) {
      const error = errors[at - lag - offset];
      if (error !== undefined) next += (ma[lag] as number) * error;
    }
    path[at] = next;
    let weight = step === 0 ? 1 : (ma[step] ?? 0);
    for (let lag = 1; lag < full.length && lag <= step; lag++)
      weight -= (full[lag] as number) * (weights[step - lag] as number);
    weights[step] = weight;
    squares += weight * weight;
    deviations[step] = Math.sqrt(variance * squares);
  }
  return { means: path.slice(count), deviations };
}
