/**
 * The shortest decimal that reads back as the same single-precision number. Printing a float32 as a double shows digits that
 * the forecast never had (0.1 as 0.10000000149011612).
 */
export function shortest(value: number): number {
  if (Math.fround(value) !== value) return value;
  for (let digits = 6; digits <= 9; digits++) {
    const candidate = Number(value.toPrecision(digits));
    if (Math.fround(candidate) === value) return candidate;
  }
  return value;
}

/** An observation as it is; missing numbers are null in JSON, which has no NaN. */
export function observedOrNull(value: number | undefined): number | null {
  return value === undefined || !Number.isFinite(value) ? null : value;
}

/** A forecast's number, single precision, as few digits as tell it; null where it is missing. */
export function forecastOrNull(value: number | undefined): number | null {
  return value === undefined || !Number.isFinite(value) ? null : shortest(value);
}

/** One level's numbers over the horizon. */
export function rowOf(quantiles: Float32Array, horizon: number, level: number): Float32Array {
  return quantiles.subarray(level * horizon, (level + 1) * horizon);
}
