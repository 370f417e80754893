/**
 * Slopes at the knots for shape-preserving cubic Hermite interpolation (Fritsch & Carlson 1980, with the weighted harmonic
 * mean of Fritsch & Butland 1984; the same as scipy's PchipInterpolator). `x` ascends strictly; where `y` ascends, so does
 * the interpolant, and it never leaves the range of the two neighbouring knots.
 */
export function monotoneSlopes(x: Float64Array, y: Float64Array): Float64Array {
  const count = x.length;
  const slopes = new Float64Array(count);
  if (count < 2) return slopes;
  const width = (index: number): number => at(x, index + 1) - at(x, index);
  const secant = (index: number): number => (at(y, index + 1) - at(y, index)) / width(index);
  if (count === 2) return slopes.fill(secant(0));
  for (let index = 1; index < count - 1; index++) {
    const before = secant(index - 1);
    const after = secant(index);
    if (before * after <= 0) continue;
    const weightBefore = 2 * width(index) + width(index - 1);
    const weightAfter = width(index) + 2 * width(index - 1);
    slopes[index] = (weightBefore + weightAfter) / (weightBefore / before + weightAfter / after);
  }
  slopes[0] = endSlope(width(0), width(1), secant(0), secant(1));
  slopes[count - 1] = endSlope(width(count - 2), width(count - 3), secant(count - 2), secant(count - 3));
  return slopes;
}

/** One-sided three-point estimate, limited so that the end segment stays monotone. */
function endSlope(near: number, far: number, nearSecant: number, farSecant: number): number {
  const slope = ((2 * near + far) * nearSecant - near * farSecant) / (near + far);
  if (slope * nearSecant <= 0) return 0;
  if (nearSecant * farSecant <= 0 && Math.abs(slope) > 3 * Math.abs(nearSecant)) return 3 * nearSecant;
  return slope;
}

/** The cubic on one segment of width `width`, `t` in [0, 1]: its value and its derivative by x. */
export function hermite(
  t: number,
  width: number,
  left: number,
  right: number,
  leftSlope: number,
  rightSlope: number,
): { readonly value: number; readonly slope: number } {
  const rise = right - left;
  const a = width * (leftSlope + rightSlope) - 2 * rise;
  const b = 3 * rise - width * (2 * leftSlope + rightSlope);
  const c = width * leftSlope;
  return { value: left + t * (c + t * (b + t * a)), slope: (c + t * (2 * b + t * 3 * a)) / width };
}

function at(values: Float64Array, index: number): number {
  return values[index] ?? Number.NaN;
}
