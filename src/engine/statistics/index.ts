/** Statistical models behind one interface: fitted and used in one step. */
export { arima } from "./arima.ts";
export { combination } from "./combination.ts";
export { croston, isIntermittent } from "./croston.ts";
export { ets } from "./ets.ts";
export type { Forecaster } from "./forecaster.ts";
export { multiSeasonal } from "./multi-seasonal.ts";
export { seasonalNaive } from "./seasonal-naive.ts";
export { theta } from "./theta.ts";
