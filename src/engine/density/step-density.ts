import type { QuantileFunction } from "./quantile-function.ts";

/** `values[i]` is the density at `from + i * step`; `step * Σ values = 1`. */
export interface GridDensity {
  readonly from: number;
  readonly step: number;
  readonly values: Float64Array;
}

/** The share of the distribution that the grid leaves out at each end. */
const tailShare = 0.002;

/**
 * The density of a distribution on an even grid: each value is the mass of the grid cell around it over the cell's width, so
 * the sum over the grid is exactly one and a point mass becomes one high cell in place of an infinity.
 */
export function gridDensity(distribution: QuantileFunction, points: number): GridDensity {
  let low = distribution.quantile(tailShare);
  let high = distribution.quantile(1 - tailShare);
  // All mass at one value: a cell that can still be told from its neighbours in single precision.
  const least = Math.max(Math.abs(low), Math.abs(high), 1e-3) * 1e-4;
  if (high - low < least) {
    low = Math.max(distribution.lowerBound, (low + high - least) / 2);
    high = low + least;
  }
  const step = (high - low) / points;
  const values = new Float64Array(points);
  let before = distribution.cdfBelow(low);
  const start = before;
  for (let index = 0; index < points; index++) {
    const edge = index === points - 1 ? high : low + (index + 1) * step;
    const upTo = distribution.cdf(edge);
    values[index] = Math.max(0, upTo - before);
    before = upTo;
  }
  const mass = before - start;
  for (let index = 0; index < points; index++) values[index] = (values[index] ?? 0) / (mass * step);
  return { from: low + step / 2, step, values };
}
