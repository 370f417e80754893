import { type Forecaster, fillGaps, recent, residualsOf, wholeSeason } from "#engine/forecasters/base";
import { randomBelow, sampleQuantile } from "#engine/numerics";
import { seasonalNaive } from "./seasonal-naive.ts";

/** Fewer past changes show no distribution. */
const minChanges = 8;
/** The last ones of more than this many: as many as the paths need. */
const maxChanges = 1000;
const minPaths = 1000;

/**
 * Every season is the last one plus changes drawn from the past ones: y*(n + h) = y*(n + h − m) + d* with d* among the
 * d(t) = y(t) − y(t − m), a thousand times over; the quantiles are those of the paths (Hyndman & Athanasopoulos, Forecasting:
 * Principles and Practice, 5.5). For changes that are not normal: skewed, with outliers. R's `snaive(bootstrap = TRUE)` takes
 * their mean from them first; here they keep it, and a series that grows goes on growing.
 *
 * At every step each change is drawn equally often (the balanced bootstrap of Davison, Hinkley & Schechtman 1986), so that one
 * season ahead nothing is left to luck; the draws are the same at every fit. The residuals are the changes less their mean.
 */
export const bootstrap: Forecaster = {
  id: "seasonal-bootstrap",
  name: "Seasonal bootstrap",
  description: "The last season and past changes, drawn anew",
  family: "benchmark",
  version: "1",
  cost: "instant",
  needs: { observations: minChanges + 1, seasons: 2 },
  isByNameOnly: true,
  expectedRatio: 1,
  fit(given, seasonSteps, options) {
    const season = wholeSeason(seasonSteps);
    const { values, trailingSteps } = fillGaps(recent(given, season));
    const count = values.length;
    if (count < season + minChanges) return seasonalNaive.fit(given, seasonSteps, options);
    const changes = Float64Array.from(
      { length: count - season },
      (_, at) => (values[at + season] as number) - (values[at] as number),
    );
    const mean = changes.reduce((sum, change) => sum + change, 0) / changes.length;
    const errors = changes.map((change) => change - mean);
    const drawn = changes.slice(-maxChanges);
    const paths = Math.ceil(minPaths / drawn.length) * drawn.length;
    return {
      residuals: residualsOf(given, trailingSteps, errors),
      parameters: {
        method: "Seasonal bootstrap",
        season,
        drift: mean,
        sigma: Math.sqrt(errors.reduce((sum, error) => sum + error * error, 0) / errors.length),
      },
      predict(horizonSteps, levels) {
        const table = new Float32Array(levels.length * horizonSteps);
        const below = randomBelow(1);
        const draws = Float64Array.from({ length: paths }, (_, path) => drawn[path % drawn.length] as number);
        // Each place of the season has paths of its own; they go on where a season before left them.
        const ends = Array.from({ length: Math.min(season, trailingSteps + horizonSteps) }, (_, place) =>
          new Float64Array(paths).fill(values[count - season + place] as number),
        );
        for (let ahead = 0; ahead < trailingSteps + horizonSteps; ahead++) {
          const end = ends[ahead % season] as Float64Array;
          shuffle(draws, below);
          for (let path = 0; path < paths; path++) end[path] = (end[path] as number) + (draws[path] as number);
          const step = ahead - trailingSteps;
          if (step < 0) continue;
          const sorted = Float64Array.from(end).sort();
          levels.forEach((level, row) => (table[row * horizonSteps + step] = sampleQuantile(sorted, level)));
        }
        return table;
      },
    };
  },
};

/** In place (Fisher & Yates). */
function shuffle(numbers: Float64Array, below: (count: number) => number): void {
  for (let last = numbers.length - 1; last > 0; last--) {
    const other = below(last + 1);
    [numbers[last], numbers[other]] = [numbers[other] as number, numbers[last] as number];
  }
}
