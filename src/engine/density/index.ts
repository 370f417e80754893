/** Distributions: from quantiles, from samples, on a grid. */
export { type Bandwidth, bandwidthOf, standardDeviation } from "./bandwidth.ts";
export { finishQuantiles, type QuantileTable, requantile, stepDensities } from "./finish-quantiles.ts";
export { gaussianMixture } from "./gaussian-mixture.ts";
export { type KernelDensity, kernelDensity, type KernelDensityOptions } from "./kernel-density.ts";
export {
  type Numbers,
  type QuantileFunction,
  quantileFunction,
  checkLevels,
  type QuantileFunctionOptions,
} from "./quantile-function.ts";
export {
  sampleDensities,
  sampleDistribution,
  type SampleDistribution,
  type SampleDistributionOptions,
  sampleQuantiles,
  type SampleTable,
} from "./sample-density.ts";
export { type GridDensity, gridDensity } from "./step-density.ts";
