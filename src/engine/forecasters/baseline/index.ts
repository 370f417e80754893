/** The simplest forecasts: what was last, and means of it. */
export { drift } from "./drift.ts";
export { movingAverage, seasonalMovingAverage } from "./moving-average.ts";
export { naive } from "./naive.ts";
export { seasonalNaive } from "./seasonal-naive.ts";
