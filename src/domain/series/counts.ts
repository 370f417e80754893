/** Whether a series counts things: every observed value is a whole number, and none is negative. */
export function areCounts(values: ArrayLike<number>): boolean {
  let hasValue = false;
  for (let index = 0; index < values.length; index++) {
    const value = values[index] as number;
    if (Number.isNaN(value)) continue;
    if (!Number.isInteger(value) || value < 0) return false;
    hasValue = true;
  }
  return hasValue;
}

/**
 * Quantiles as whole numbers: each the nearest, halves upwards. Their order stays, and so does what lies between two levels as far as
 * whole numbers can say it; a model knows nothing of counts, so its quantiles are those of a continuous quantity near them.
 */
export function wholeQuantiles(quantiles: Float32Array): Float32Array {
  return quantiles.map((quantile) => Math.max(0, Math.floor(quantile + 0.5)));
}
