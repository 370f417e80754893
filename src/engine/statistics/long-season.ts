import { decompose, isSeasonal, type Seasonality } from "./decompose.ts";

/** Longer seasons have more parameters than most series have seasons; they are removed before a fit, as in R's `stlf`. */
export const longestModelledSeason = 24;

/** The indices to remove, or null where the series shows no season. Additive where division would explode. */
export function longSeason(values: Float64Array, season: number): Seasonality | null {
  if (!isSeasonal(values, season)) return null;
  const isPositive = values.every((value) => value > 0);
  const found = decompose(values, season, isPositive ? "multiplicative" : "additive");
  return found !== null && found.kind === "multiplicative" && found.indices.some((index) => index < 0.01)
    ? decompose(values, season, "additive")
    : found;
}

/** Puts the season back into means and deviations, `first` being the first step's place counted from the series' start. */
export function reseasonalise(
  means: Float64Array,
  deviations: Float64Array,
  seasonality: Seasonality,
  first: number,
): void {
  for (let step = 0; step < means.length; step++) {
    const index = seasonality.indices[(first + step) % seasonality.indices.length] as number;
    if (seasonality.kind === "additive") {
      means[step] = (means[step] as number) + index;
    } else {
      means[step] = (means[step] as number) * index;
      deviations[step] = (deviations[step] as number) * index;
    }
  }
}
