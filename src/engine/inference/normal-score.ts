/**
 * The standard normal quantile function. Between known levels a forecast's quantiles are joined by straight lines over
 * normal scores: exact for a normal distribution, and with sensible tails for everything near it.
 */

// Rational approximations of P. J. Acklam ("An algorithm for computing the inverse normal cumulative distribution
// function", 2003), relative error below 1.2e-9: far finer than the float32 it serves.
const centre = {
  over: [
    -39.69683028665376, 220.9460984245205, -275.9285104469687, 138.357751867269, -30.66479806614716, 2.506628277459239,
  ],
  under: [-54.47609879822406, 161.5858368580409, -155.6989798598866, 66.80131188771972, -13.28068155288572, 1],
} as const;
const tail = {
  over: [
    -0.007784894002430293, -0.3223964580411365, -2.400758277161838, -2.549732539343734, 4.374664141464968,
    2.938163982698783,
  ],
  under: [0.007784695709041462, 0.3224671290700398, 2.445134137142996, 3.754408661907416, 1],
} as const;
const tailBelow = 0.02425;

function polynomial(coefficients: readonly number[], x: number): number {
  let sum = 0;
  for (const coefficient of coefficients) sum = sum * x + coefficient;
  return sum;
}

/** @param level a fraction in (0, 1) */
export function normalScore(level: number): number {
  if (level > 0.5) return -normalScore(1 - level);
  if (level < tailBelow) {
    const q = Math.sqrt(-2 * Math.log(level));
    return polynomial(tail.over, q) / polynomial(tail.under, q);
  }
  const q = level - 0.5;
  const r = q * q;
  return (polynomial(centre.over, r) * q) / polynomial(centre.under, r);
}
