import { normalQuantile } from "./normal.ts";

/**
 * The quantile of Student's t distribution for 0 < p < 1: Hill's algorithm 396 (Comm. ACM 13, 1970), good to about six digits.
 *
 * @param freedom degrees of freedom, 1 or more
 */
export function studentQuantile(p: number, freedom: number): number {
  const tails = 2 * Math.min(p, 1 - p);
  const size = upperQuantile(tails, freedom);
  return p < 0.5 ? -size : size;
}

/** What is exceeded in size with the probability `tails`. Names as in the algorithm. */
function upperQuantile(tails: number, n: number): number {
  if (tails === 1) return 0;
  if (n === 1) return Math.cos((tails * Math.PI) / 2) / Math.sin((tails * Math.PI) / 2);
  if (n === 2) return Math.sqrt(2 / (tails * (2 - tails)) - 2);
  const a = 1 / (n - 0.5);
  const b = 48 / (a * a);
  let c = (((20700 * a) / b - 98) * a - 16) * a + 96.36;
  const d = ((94.5 / (b + c) - 3) / b + 1) * Math.sqrt((a * Math.PI) / 2) * n;
  let y = (d * tails) ** (2 / n);
  if (y > 0.05 + a) {
    // An asymptotic inverse expansion about the normal distribution.
    const x = normalQuantile(tails / 2);
    y = x * x;
    if (n < 5) c += 0.3 * (n - 4.5) * (x + 0.6);
    c = (((0.05 * d * x - 5) * x - 7) * x - 2) * x + b + c;
    y = (((((0.4 * y + 6.3) * y + 36) * y + 94.5) / c - y - 3) / b + 1) * x;
    y = Math.expm1(a * y * y);
  } else {
    y =
      ((1 / (((n + 6) / (n * y) - 0.089 * d - 0.822) * (n + 2) * 3) + 0.5 / (n + 4)) * y - 1) * ((n + 1) / (n + 2)) +
      1 / y;
  }
  return Math.sqrt(n * y);
}
