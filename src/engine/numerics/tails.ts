/** Tail probabilities of tests, from the incomplete gamma and beta functions. */

/** Far below what a p-value is read at. */
const precision = 1e-15;
const maxTerms = 10_000;
/** Stands for a zero that would be divided by. */
const tiny = 1e-300;

/** Coefficients of Lanczos' approximation with g = 7 and nine terms, good to about 15 digits (Godfrey 2001). */
const lanczos = [
  0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059,
  12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
] as const;

/** ln Γ(x) for x > 0. */
function logGamma(x: number): number {
  if (x < 0.5) return Math.log(Math.PI / Math.sin(Math.PI * x)) - logGamma(1 - x);
  const z = x - 1;
  const shifted = z + 7.5;
  let sum: number = lanczos[0];
  for (let term = 1; term < lanczos.length; term++) sum += (lanczos[term] as number) / (z + term);
  return 0.5 * Math.log(2 * Math.PI) + (z + 0.5) * Math.log(shifted) - shifted + Math.log(sum);
}

/**
 * P(X > x) of a chi-squared X: the regularised upper incomplete gamma function Q(k/2, x/2), by its series or its continued fraction
 * (Abramowitz & Stegun 6.5.29 and 6.5.31, the fraction as in Lentz 1976).
 *
 * @param freedom degrees of freedom, above 0
 */
export function chiSquaredTail(x: number, freedom: number): number {
  if (Number.isNaN(x)) return Number.NaN;
  if (x <= 0) return 1;
  if (x === Number.POSITIVE_INFINITY) return 0;
  const [a, z] = [freedom / 2, x / 2];
  const front = Math.exp(a * Math.log(z) - z - logGamma(a));
  if (z < a + 1) {
    let term = 1 / a;
    let sum = term;
    for (let index = 1; index < maxTerms && term > sum * precision; index++) {
      term *= z / (a + index);
      sum += term;
    }
    return 1 - front * sum;
  }
  let b = z + 1 - a;
  let c = 1 / tiny;
  let d = 1 / b;
  let fraction = d;
  for (let index = 1; index < maxTerms; index++) {
    const an = -index * (index - a);
    b += 2;
    d = 1 / nonZero(an * d + b);
    c = nonZero(b + an / c);
    fraction *= d * c;
    if (Math.abs(d * c - 1) < precision) break;
  }
  return front * fraction;
}

/**
 * P(|T| > |t|) of Student's T: the regularised incomplete beta function I(n/2, 1/2) at n / (n + t²) (Abramowitz & Stegun 26.7.1).
 *
 * @param freedom degrees of freedom, above 0
 */
export function studentTails(t: number, freedom: number): number {
  if (Number.isNaN(t)) return Number.NaN;
  if (!Number.isFinite(t)) return 0;
  return incompleteBeta(freedom / (freedom + t * t), freedom / 2, 0.5);
}

/**
 * P(F > f) of a ratio of variances: the regularised incomplete beta function (Abramowitz & Stegun 26.6.2).
 *
 * @param above degrees of freedom of the numerator, above 0
 * @param below of the denominator, above 0
 */
export function varianceRatioTail(f: number, above: number, below: number): number {
  if (Number.isNaN(f)) return Number.NaN;
  if (f <= 0) return 1;
  return incompleteBeta(below / (below + above * f), below / 2, above / 2);
}

/** I(x; a, b), by its continued fraction (Abramowitz & Stegun 26.5.8), on the side where that converges fast. */
function incompleteBeta(x: number, a: number, b: number): number {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  const front = Math.exp(logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log1p(-x));
  return x < (a + 1) / (a + b + 2) ? (front * betaFraction(x, a, b)) / a : 1 - (front * betaFraction(1 - x, b, a)) / b;
}

function betaFraction(x: number, a: number, b: number): number {
  let c = 1;
  let d = 1 / nonZero(1 - ((a + b) * x) / (a + 1));
  let fraction = d;
  for (let m = 1; m < maxTerms; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / nonZero(1 + even * d);
    c = nonZero(1 + even / c);
    fraction *= d * c;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / nonZero(1 + odd * d);
    c = nonZero(1 + odd / c);
    fraction *= d * c;
    if (Math.abs(d * c - 1) < precision) break;
  }
  return fraction;
}

function nonZero(value: number): number {
  return Math.abs(value) < tiny ? tiny : value;
}
