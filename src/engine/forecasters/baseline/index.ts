/** The simplest forecasts: what was last, means of it, and what there was at all. */
export { bootstrap } from "./bootstrap.ts";
export { drift } from "./drift.ts";
export { movingAverage, seasonalMovingAverage } from "./moving-average.ts";
export { naive } from "./naive.ts";
export { pastValues } from "./past-values.ts";
export { seasonalNaive } from "./seasonal-naive.ts";
