/** Numerical methods. */
export { autocorrelations, type LjungBox, ljungBox } from "./autocorrelation.ts";
export { type Histogram, histogramOf } from "./histogram.ts";
export { nthSmallest } from "./nth-smallest.ts";
export { powerOfTwo, transform } from "./fft.ts";
export { hermite, monotoneSlopes } from "./monotone-cubic.ts";
export { normalCdf, normalPdf, normalQuantile } from "./normal.ts";
export { LeastSquares, type Regression } from "./least-squares.ts";
export { minimise } from "./golden-section.ts";
export { randomBelow, randomFrom } from "./random.ts";
export { sampleQuantile } from "./sample-quantile.ts";
export { studentQuantile } from "./student.ts";
export { chiSquaredTail, studentTails, varianceRatioTail } from "./tails.ts";
export { type Minimum, minimiseSmooth, type Objective } from "./quasi-newton.ts";
