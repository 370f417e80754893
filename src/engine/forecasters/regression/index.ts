/** Regression on time. */
export { fourierRegression } from "./fourier-regression.ts";
export { linearTrend } from "./linear-trend.ts";
