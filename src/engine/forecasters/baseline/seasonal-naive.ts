import { EngineError } from "#engine/errors";
import { type Forecaster, normalTable } from "#engine/forecasters/base";

/**
 * Every season repeats the last: ŷ(n + h) = y(n + h − m·k) with k = ⌊(h − 1) / m⌋ + 1 seasons. Its errors one season ahead,
 * e(t) = y(t) − y(t − m), have the mean square σ²; k seasons ahead their variance is k·σ², as for a random walk per season.
 * The quantiles are normal, ŷ ± z·σ·√k (Hyndman & Athanasopoulos, Forecasting: Principles and Practice, 5.5; R's `snaive`).
 *
 * A missing value takes the season before; with no observation at that season's place, the last observation. Steps missing at
 * the end count towards k.
 */
export const seasonalNaive: Forecaster = {
  id: "seasonal-naive",
  name: "Seasonal naive",
  version: "1",
  forecast(values, seasonSteps, horizonSteps, levels) {
    const season = Math.max(1, Math.floor(seasonSteps));
    let last = values.length - 1;
    while (last >= 0 && Number.isNaN(values[last] as number)) last--;
    if (last < 0) throw new EngineError("series-too-short", "The series has no observation before this origin.");
    // A series shorter than a season has no error of its own season; the step before is the next best measure.
    const deviation = Math.sqrt(meanSquare(values, season) ?? meanSquare(values, 1) ?? 0);
    const means = new Float64Array(horizonSteps);
    const deviations = new Float64Array(horizonSteps);
    for (let step = 0; step < horizonSteps; step++) {
      let at = values.length + step - season;
      let seasons = 1;
      while (at >= values.length || (at >= 0 && Number.isNaN(values[at] as number))) {
        at -= season;
        seasons++;
      }
      const source = at >= 0 ? at : last;
      means[step] = values[source] as number;
      deviations[step] = deviation * Math.sqrt(seasons);
    }
    return normalTable(means, deviations, levels);
  },
};

function meanSquare(values: ArrayLike<number>, lag: number): number | null {
  let sum = 0;
  let pairs = 0;
  for (let index = lag; index < values.length; index++) {
    const miss = (values[index] as number) - (values[index - lag] as number);
    if (Number.isNaN(miss)) continue;
    sum += miss * miss;
    pairs++;
  }
  return pairs === 0 ? null : sum / pairs;
}
