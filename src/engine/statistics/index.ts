/** Statistical models behind one interface: fitted and used in one step. */
export { ets } from "./ets.ts";
export type { Forecaster } from "./forecaster.ts";
export { seasonalNaive } from "./seasonal-naive.ts";
export { theta } from "./theta.ts";
