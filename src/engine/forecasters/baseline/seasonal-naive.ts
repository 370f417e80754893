import { EngineError } from "#domain/errors";
import { type Forecaster, normalTable, wholeSeason } from "#engine/forecasters/base";

/**
 * Every season repeats the last: ŷ(n + h) = y(n + h − m·k) with k = ⌊(h − 1) / m⌋ + 1 seasons. Its errors one season ahead,
 * e(t) = y(t) − y(t − m), have the mean square σ²; k seasons ahead their variance is k·σ², as for a random walk per season.
 * The quantiles are normal, ŷ ± z·σ·√k (Hyndman & Athanasopoulos, Forecasting: Principles and Practice, 5.5; R's `snaive`).
 *
 * A missing value takes the season before; with no observation at that season's place, the last observation. Steps missing at
 * the end count towards k. The residuals are the e(t); those of the first season are not defined.
 */
export const seasonalNaive: Forecaster = {
  id: "seasonal-naive",
  name: "Seasonal naive",
  description: "Repeats the last season",
  family: "benchmark",
  version: "2",
  cost: "instant",
  needs: { observations: 1 },
  expectedRatio: 1,
  fit(values, seasonSteps) {
    const season = wholeSeason(seasonSteps);
    const last = lastSeason(values, season);
    // A series shorter than a season has no error of its own season; the step before is the next best measure.
    const ownErrors = differences(values, season);
    const residuals = ownErrors.every(Number.isNaN) ? differences(values, 1) : ownErrors;
    const sigma = Math.sqrt(meanSquare(residuals));
    return {
      residuals,
      parameters: { method: "Seasonal naive", season, sigma },
      predict(horizonSteps, levels) {
        const means = new Float64Array(horizonSteps);
        const deviations = new Float64Array(horizonSteps);
        for (let step = 0; step < horizonSteps; step++) {
          const place = step % season;
          means[step] = last.values[place] as number;
          deviations[step] = sigma * Math.sqrt(Math.floor(step / season) + (last.ages[place] as number));
        }
        return normalTable(means, deviations, levels);
      },
    };
  },
};

/** What each place of the next season repeats: [season] values, and how many seasons before it each lies. */
function lastSeason(
  values: ArrayLike<number>,
  season: number,
): { readonly values: Float64Array; readonly ages: Float64Array } {
  let last = values.length - 1;
  while (last >= 0 && Number.isNaN(values[last] as number)) last--;
  if (last < 0) throw new EngineError("series-too-short", "The series has no observation before this origin.");
  const repeated = new Float64Array(season);
  const ages = new Float64Array(season);
  for (let place = 0; place < season; place++) {
    let at = values.length + place - season;
    let age = 1;
    while (at >= 0 && Number.isNaN(values[at] as number)) {
      at -= season;
      age++;
    }
    repeated[place] = values[at >= 0 ? at : last] as number;
    ages[place] = age;
  }
  return { values: repeated, ages };
}

/** [values] each value less the one `lag` steps before; NaN where either is missing. */
function differences(values: ArrayLike<number>, lag: number): Float64Array {
  return Float64Array.from({ length: values.length }, (_, index) =>
    index < lag ? Number.NaN : (values[index] as number) - (values[index - lag] as number),
  );
}

/** Of those that are not NaN; 0 without any. */
function meanSquare(errors: Float64Array): number {
  let sum = 0;
  let count = 0;
  for (const error of errors) {
    if (Number.isNaN(error)) continue;
    sum += error * error;
    count++;
  }
  return count === 0 ? 0 : sum / count;
}
