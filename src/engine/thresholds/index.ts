/** What forecasts say about thresholds: chances, first crossings, orders, and how such chances did in the past. */
export { chanceBeyond, distributionsOf, everBy, limitChances, type Marginals, sumChances } from "./chances.ts";
export { PastEvents } from "./past.ts";
export { chanceReliability, type StatedChance } from "./reliability.ts";
export { expectedMisses, stockAnswer } from "./stock.ts";
