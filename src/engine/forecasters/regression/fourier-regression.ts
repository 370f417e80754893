import { type Forecaster, type Needs, numberSet, recent } from "#engine/forecasters/base";
import { seasonalNaive } from "#engine/forecasters/baseline";
import { LeastSquares, type Regression } from "#engine/numerics";
import { forecastTimeRegression, observedOf, type Observed } from "./time-regression.ts";

/** Two for the line, and what a correction for few values needs beyond that. */
const minValues = 6;
/** More pairs than this describe what few series have, at a cost that rises with their square. */
const maxPairs = 12;

/**
 * A straight line and a season of K pairs of waves, sin and cos of 2πkt/m for k = 1 … K, by least squares over the observed
 * values (R's `tslm(y ~ trend + fourier(y, K))`; Hyndman & Athanasopoulos, Forecasting: Principles and Practice, 7.4; bands as
 * {@link forecastTimeRegression} explains). K up to m/2 and {@link maxPairs} is the one with the least AICc, as R's `CV` counts
 * it, unless it is set. The season m needn't be whole: 52.18 weeks of a year.
 */
export const fourierRegression: Forecaster = {
  id: "fourier-regression",
  name: "Fourier regression",
  description: "A straight line and waves of one season",
  family: "regression",
  version: "1",
  cost: "instant",
  needs: needsOf(0),
  isByNameOnly: true,
  expectedRatio: 1,
  gainsFromTransform: true,
  space: [
    {
      kind: "number",
      name: "pairs",
      description: "Pairs of waves",
      min: 1,
      max: maxPairs,
      isWhole: true,
      grid: [1, 2, 3, 4, 6],
    },
  ],
  needsWith: ({ pairs = 0 }) => needsOf(Number(pairs)),
  fit(given, seasonSteps, options) {
    const stretch = recent(given, Math.ceil(seasonSteps));
    const observed = observedOf(stretch);
    if (observed.values.length < Math.max(minValues, 2 * seasonSteps))
      return seasonalNaive.fit(given, seasonSteps, options);
    const found = bestRegression(observed, seasonSteps, numberSet(options, "pairs"));
    if (found === null) return seasonalNaive.fit(given, seasonSteps, options);
    const { regression, pairs, aicc } = found;
    const waves = {
      regression,
      places: observed.places,
      offset: given.length - stretch.length,
      terms: (place: number) => termsOf(place, seasonSteps, pairs),
    };
    return forecastTimeRegression(given, waves, () => ({
      method: `Linear trend + ${pairs} ${pairs === 1 ? "pair" : "pairs"} of waves`,
      season: seasonSteps,
      slope: regression.coefficients[1] as number,
      aicc,
    }));
  },
};

/** Each pair is two more columns, and two steps at least of its season. */
function needsOf(pairs: number): Needs {
  return { observations: Math.max(minValues, 2 * pairs + 5), minSeasonSteps: Math.max(2, 2 * pairs), seasons: 2 };
}

interface Chosen {
  readonly regression: Regression;
  readonly pairs: number;
  readonly aicc: number;
}

/** Null where the season or the values don't have room for as many pairs as were set. */
function bestRegression({ places, values }: Observed, season: number, set: number | undefined): Chosen | null {
  const squares = new LeastSquares(values);
  squares.add(new Float64Array(values.length).fill(1));
  squares.add(Float64Array.from(places));
  let terms = 2;
  let best: Chosen = { regression: squares.solve(), pairs: 0, aicc: aiccOf(values, squares.sumOfSquares, terms) };
  for (let pair = 1; pair <= (set ?? maxPairs) && 2 * pair <= season; pair++) {
    const waves = [0, 1].slice(0, wavesOf(0, season, pair).length);
    terms += waves.length;
    if (values.length - terms - 2 <= 0) break;
    // Gaps may leave too few places of the season to tell waves apart.
    if (
      !waves.every((wave) => squares.add(Float64Array.from(places, (at) => wavesOf(at, season, pair)[wave] as number)))
    )
      break;
    const aicc = aiccOf(values, squares.sumOfSquares, terms);
    if (pair === set || aicc < best.aicc) best = { regression: squares.solve(), pairs: pair, aicc };
  }
  return set === undefined || best.pairs === set ? best : null;
}

function termsOf(place: number, season: number, pairs: number): readonly number[] {
  return [1, place, ...Array.from({ length: pairs }, (_, index) => wavesOf(place, season, index + 1)).flat()];
}

/** Cos and sin of one pair; at half the season, where sin is nothing at every step, cos alone. */
function wavesOf(place: number, season: number, pair: number): readonly number[] {
  const angle = (2 * Math.PI * pair * place) / season;
  return 2 * pair === season ? [Math.cos(angle)] : [Math.cos(angle), Math.sin(angle)];
}

/** The variance is one more parameter. Errors that are mere rounding count alike, however small. */
function aiccOf(values: Float64Array, sumOfSquares: number, terms: number): number {
  const count = values.length;
  const size = values.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0) || 1;
  // In units of the largest value: squares of very small ones would vanish.
  const deviation = Math.max(1e-9, Math.sqrt(sumOfSquares / count) / size);
  return (
    2 * count * (Math.log(deviation) + Math.log(size)) +
    2 * (terms + 1) +
    (2 * (terms + 1) * (terms + 2)) / (count - terms - 2)
  );
}
