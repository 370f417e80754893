/** From rows to regular series: clock, step, grid, gaps, longer steps. */
export { carryStates } from "./carried-states.ts";
export { collectEvents } from "./events.ts";
export { buildSeries } from "./series-builder.ts";
export { findMissingCodes } from "./series-fill.ts";
