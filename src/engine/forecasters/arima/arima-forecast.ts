import type { Moments } from "#engine/forecasters/base";
import type { ArimaFit } from "./arima-fit.ts";
import { differencing, multiply } from "./arima-order.ts";

/**
 * Mean and standard deviation of each step ahead. The mean adds up the forecasts of the differenced series; the variance is σ² Σ ψ², with ψ the weights of the model's moving-average form, differencing included (Box &
 * Jenkins 1970, chapter 5).
 */
export function arimaMoments(fit: ArimaFit, values: Float64Array, horizonSteps: number): Moments {
  const { order, ar, ma, variance } = fit;
  const differences = differencing(order.d, order.D, order.season);
  const full = multiply(ar, differences);
  const count = values.length;
  const ahead = fit.ahead(horizonSteps);
  const path = new Float64Array(count + horizonSteps);
  path.set(values);
  const deviations = new Float64Array(horizonSteps);
  const weights = new Float64Array(horizonSteps);
  let squares = 0;
  for (let step = 0; step < horizonSteps; step++) {
    const at = count + step;
    let next = ahead[step] as number;
    for (let lag = 1; lag < differences.length; lag++)
      next -= (differences[lag] as number) * (path[at - lag] as number);
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
