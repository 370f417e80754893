import { fillGaps, type Forecaster, numberSet, residualsOf, smoothingDimension } from "#engine/forecasters/base";
import { seasonalNaive } from "#engine/forecasters/baseline";
import { type SimpleSmoothing, smooth } from "#engine/forecasters/smoothing";
import { demandAlphas, demandGrid, demandsOf, minDemands } from "./croston.ts";
import { demandTable } from "./demand-table.ts";

/**
 * Intermittent demand that may die out (Teunter, Syntetos & Babai 2011): the probability of a demand is smoothed at every step,
 * its size at every demand, and their product is the mean. Where Croston's rates stay as they are for as long as nothing is
 * asked for, the probability falls with every idle step: right for parts that go out of use. Smoothing parameters and first
 * levels are those of least squares, as Croston's are; for the quantiles see {@link demandTable}.
 *
 * Series without zeros or with negative values are not intermittent; they get the seasonal naive forecast.
 */
export const tsb: Forecaster = {
  id: "tsb",
  name: "TSB",
  description: "For demand with many zeros that may die out",
  family: "intermittent",
  version: "2",
  cost: "instant",
  needs: { observations: minDemands + 1, isIntermittent: true },
  isByNameOnly: true,
  expectedRatio: 1,
  space: [
    smoothingDimension("alphaSize", "α of sizes", "size of a demand", demandGrid),
    smoothingDimension("alphaProbability", "α of demands", "probability of a demand", demandGrid),
  ],
  fit(given, seasonSteps, options) {
    const { values, trailingSteps } = fillGaps(given);
    const demands = demandsOf(values);
    if (demands === null) return seasonalNaive.fit(given, seasonSteps, options);
    const { sizes } = demands;
    const smoothedSizes = smooth(sizes, numberSet(options, "alphaSize") ?? demandAlphas);
    const smoothedDemands = smooth(
      values.map((value) => (value === 0 ? 0 : 1)),
      numberSet(options, "alphaProbability") ?? demandAlphas,
    );
    const { meansBefore, size, probability } = demandRates(values, smoothedSizes, smoothedDemands);
    const errors = values.map((value, at) => value - (meansBefore[at] as number));
    return {
      residuals: residualsOf(given, trailingSteps, errors),
      parameters: {
        method: "TSB",
        alphaSize: smoothedSizes.alpha,
        alphaProbability: smoothedDemands.alpha,
        size,
        probability,
      },
      predict: (horizonSteps, levels) => demandTable({ sizes, size, probability }, horizonSteps, levels),
    };
  },
};

/** What a level's recursion needs. */
type Smoothed = Pick<SimpleSmoothing, "alpha" | "firstLevel">;

interface DemandRates {
  /** [values] the mean demand that the rates before each value stand for. */
  readonly meansBefore: Float64Array;
  readonly size: number;
  readonly probability: number;
}

export function demandRates(values: Float64Array, ofSizes: Smoothed, ofDemands: Smoothed): DemandRates {
  let size = ofSizes.firstLevel;
  let probability = ofDemands.firstLevel;
  // Least squares may put a first level outside of what sizes and probabilities can be.
  const ratesNow = () => ({ size: Math.max(0, size), probability: Math.min(1, Math.max(0, probability)) });
  const meansBefore = values.map((value) => {
    const now = ratesNow();
    probability += ofDemands.alpha * ((value === 0 ? 0 : 1) - probability);
    if (value !== 0) size += ofSizes.alpha * (value - size);
    return now.size * now.probability;
  });
  return { meansBefore, ...ratesNow() };
}
