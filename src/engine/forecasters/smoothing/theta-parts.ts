import { decompose, isSeasonal, type Seasonality } from "#engine/forecasters/decomposition";

/** The season that a Theta model takes out before; null where the series shows none. */
export function seasonalityOf(values: Float64Array, season: number): Seasonality | null {
  if (!isSeasonal(values, season)) return null;
  const isPositive = values.every((value) => value > 0);
  const found = decompose(values, season, isPositive ? "multiplicative" : "additive");
  // An index near zero would make the division explode.
  return found !== null && found.kind === "multiplicative" && found.indices.some((index) => index < 1e-10)
    ? null
    : found;
}

/** Least squares over 1 … n: `start` is the line's value at 0. */
export function lineThrough(values: Float64Array): { readonly start: number; readonly slope: number } {
  const count = values.length;
  const mean = values.reduce((sum, value) => sum + value, 0) / count;
  const centre = (count + 1) / 2;
  let product = 0;
  let squares = 0;
  for (let index = 0; index < count; index++) {
    product += (index + 1 - centre) * (values[index] as number);
    squares += (index + 1 - centre) ** 2;
  }
  const slope = squares > 0 ? product / squares : 0;
  return { start: mean - slope * centre, slope };
}
