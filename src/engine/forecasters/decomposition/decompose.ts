/** Seasonal indices of a classical decomposition, one per place in the season, starting at the first value. */
export interface Seasonality {
  readonly kind: "additive" | "multiplicative";
  /** [season]; sums to 0 (additive) or to the season's length (multiplicative). */
  readonly indices: Float64Array;
}

/**
 * Classical decomposition by a centred moving average (R's `decompose`). Null where there are fewer than two whole seasons.
 */
export function decompose(values: Float64Array, season: number, kind: Seasonality["kind"]): Seasonality | null {
  const count = values.length;
  if (count < 2 * season) return null;
  const half = Math.floor(season / 2);
  const sums = new Float64Array(season);
  const counts = new Float64Array(season);
  for (let index = half; index < count - half; index++) {
    let trend = 0;
    for (let offset = -half; offset <= half; offset++) {
      // An even season has half a step at either end of the window.
      const weight = season % 2 === 0 && Math.abs(offset) === half ? 0.5 : 1;
      trend += weight * (values[index + offset] as number);
    }
    trend /= season;
    const value = values[index] as number;
    const place = index % season;
    sums[place] = (sums[place] as number) + (kind === "additive" ? value - trend : value / trend);
    counts[place] = (counts[place] as number) + 1;
  }
  const indices = sums.map((sum, place) => sum / (counts[place] as number));
  const mean = indices.reduce((sum, value) => sum + value, 0) / season;
  if (!indices.every(Number.isFinite) || (kind === "multiplicative" && !(mean > 0))) return null;
  return { kind, indices: indices.map((value) => (kind === "additive" ? value - mean : value / mean)) };
}

export function deseasonalise(values: Float64Array, seasonality: Seasonality): Float64Array {
  const { kind, indices } = seasonality;
  return values.map((value, at) => {
    const index = indices[at % indices.length] as number;
    return kind === "additive" ? value - index : value / index;
  });
}

/**
 * Whether the autocorrelation at one season is larger than the shorter ones explain at 90 % (the test of the M4 competition's
 * Theta and Comb benchmarks).
 */
export function isSeasonal(values: Float64Array, season: number): boolean {
  const count = values.length;
  if (season < 2 || count <= 2 * season) return false;
  const mean = values.reduce((sum, value) => sum + value, 0) / count;
  const covariance = (lag: number): number => {
    let sum = 0;
    for (let index = lag; index < count; index++) {
      sum += ((values[index] as number) - mean) * ((values[index - lag] as number) - mean);
    }
    return sum;
  };
  const variance = covariance(0);
  if (!(variance > 0)) return false;
  let squares = 0;
  for (let lag = 1; lag < season; lag++) squares += (covariance(lag) / variance) ** 2;
  const limit = 1.6448536269514722 * Math.sqrt((1 + 2 * squares) / count);
  return Math.abs(covariance(season) / variance) > limit;
}
