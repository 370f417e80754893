import { decompose, deseasonalise, isSeasonal, type Seasonality } from "#engine/forecasters/decomposition";

/** A series as a Theta model sees it, and its season. */
export interface WithoutSeason {
  /** [values] */
  readonly adjusted: Float64Array;
  readonly kind: Seasonality["kind"] | "none";
  /** What a number at this place of the series is multiplied by to have its season again; 1 where that is added. */
  factorAt(at: number): number;
  /** The number with its season. */
  withSeason(mean: number, at: number): number;
}

/** Takes out the season, if the series shows one. */
export function withoutSeason(values: Float64Array, season: number): WithoutSeason {
  const seasonality = seasonalityOf(values, season);
  if (seasonality === null) return { adjusted: values, kind: "none", factorAt: () => 1, withSeason: (mean) => mean };
  const { kind, indices } = seasonality;
  const indexAt = (at: number): number => indices[at % season] as number;
  const isAdditive = kind === "additive";
  return {
    adjusted: deseasonalise(values, seasonality),
    kind,
    factorAt: (at) => (isAdditive ? 1 : indexAt(at)),
    withSeason: (mean, at) => (isAdditive ? mean + indexAt(at) : mean * indexAt(at)),
  };
}

/** Null where the series shows none. */
function seasonalityOf(values: Float64Array, season: number): Seasonality | null {
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
