import { type Forecaster, fillGaps, recent, residualsOf, wholeSeason } from "#engine/forecasters/base";
import { randomBelow, sampleQuantile } from "#engine/numerics";
import { seasonalNaive } from "./seasonal-naive.ts";

/** Fewer past errors show no distribution. */
const minErrors = 8;
/** The last ones of more than this many: as many as the paths need. */
const maxErrors = 1000;
const minPaths = 1000;

/**
 * Every season repeats the last, plus an error drawn from the past ones: y*(n + h) = y*(n + h − m) + e* with e* among the
 * e(t) = y(t) − y(t − m) less their mean, a thousand times over; the quantiles are those of the paths (Hyndman & Athanasopoulos,
 * Forecasting: Principles and Practice, 5.5; R's `snaive(bootstrap = TRUE)`). For errors that are not normal: skewed, with
 * outliers. At every step each error is drawn equally often (the balanced bootstrap of Davison, Hinkley & Schechtman 1986), so
 * that one season ahead nothing is left to luck; the draws are the same at every fit.
 */
export const bootstrap: Forecaster = {
  id: "seasonal-bootstrap",
  name: "Bootstrapped seasonal naive",
  description: "The last season and past errors, drawn anew",
  version: "1",
  cost: "instant",
  needs: { observations: minErrors + 1, seasons: 2 },
  isByNameOnly: true,
  expectedRatio: 1,
  fit(given, seasonSteps, options) {
    const season = wholeSeason(seasonSteps);
    const { values, trailingSteps } = fillGaps(recent(given, season));
    const count = values.length;
    if (count < season + minErrors) return seasonalNaive.fit(given, seasonSteps, options);
    const errors = Float64Array.from(
      { length: count - season },
      (_, at) => (values[at + season] as number) - (values[at] as number),
    );
    const centre = errors.reduce((sum, error) => sum + error, 0) / errors.length;
    const drawn = errors.map((error) => error - centre).slice(-maxErrors);
    const paths = Math.ceil(minPaths / drawn.length) * drawn.length;
    return {
      residuals: residualsOf(given, trailingSteps, errors),
      parameters: {
        method: "Bootstrapped seasonal naive",
        season,
        sigma: Math.sqrt(drawn.reduce((sum, error) => sum + error * error, 0) / drawn.length),
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
