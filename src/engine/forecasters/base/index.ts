/** What every forecaster is, and what most of them need. */
export type { Forecaster } from "./forecaster.ts";
export { type Filled, fillGaps, recent } from "./gaps.ts";
export type { Moments } from "./moments.ts";
export { normalScore, normalTable } from "./normal-table.ts";
