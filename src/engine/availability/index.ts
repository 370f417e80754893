/** Data over time: where series have values, and how many of them in each bin of the calendar. */
export { binAt, binEdges, binSizeFor, binsOf, binStart } from "./bins.ts";
export { gapsOf, intervalsOf, intervalsWithin, longestGaps, valueRuns } from "./intervals.ts";
export { KnownAvailability, type WantedAvailability } from "./known-availability.ts";
export { overviewOf } from "./overview.ts";
export { availabilityPart, countedIn, joinedParts } from "./sweep.ts";
