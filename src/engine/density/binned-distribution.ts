import type { QuantileFunction } from "./quantile-function.ts";
import type { GridDensity } from "./step-density.ts";
import { invert } from "./gaussian-mixture.ts";

/**
 * The distribution of a smooth density on an even grid that holds all of its mass. The share up to a node is Simpson's cumulative
 * sum (the trapezoid with its first correction), between nodes it is cubic.
 */
export function binnedDistribution({ from, step, values }: GridDensity, lowerBound: number): QuantileFunction {
  const last = values.length - 1;
  const shares = new Float64Array(last + 1);
  for (let node = 0; node < last; node++) {
    const here = values[node] as number;
    const next = values[node + 1] as number;
    const slope = ((values[Math.min(last, node + 1)] as number) - (values[Math.max(0, node - 1)] as number)) / 2;
    const nextSlope = ((values[Math.min(last, node + 2)] as number) - (values[node] as number)) / 2;
    shares[node + 1] = (shares[node] as number) + Math.max(0, (here + next) / 2 + (slope - nextSlope) / 12);
  }
  const total = shares[last] as number;
  const cdf = (value: number): number => {
    if (Number.isNaN(value)) return Number.NaN;
    const at = (value - from) / step;
    if (at <= 0) return 0;
    if (at >= last) return 1;
    const node = Math.min(last - 1, Math.floor(at));
    const t = at - node;
    const [low, high] = [shares[node] as number, shares[node + 1] as number];
    const rise = high - low;
    const [slope, nextSlope] = [values[node] as number, values[node + 1] as number];
    // Hermite's cubic with the density as slope; kept within its cell, where rounding could make it leave.
    const value3 = low + t * (slope + t * (3 * rise - 2 * slope - nextSlope + t * (slope + nextSlope - 2 * rise)));
    return Math.min(high, Math.max(low, value3)) / total;
  };
  return {
    lowerBound,
    quantile: (level) => invert(cdf, level, from, from + last * step),
    cdf,
    cdfBelow: cdf,
  };
}
