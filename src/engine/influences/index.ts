/** What holidays, events and columns with a known future do to series, and whether forecasts are better for knowing it. */
export { type KnownColumn, type KnownInfluences, knownThen } from "./columns.ts";
export { eventsCsv, parseEvents } from "./events.ts";
export { explainForecast } from "./explain.ts";
export {
  fitInfluences,
  poolEffects,
  withAhead,
  type InfluencedSeries,
  type InfluenceFit,
  type PooledEffects,
} from "./fit.ts";
export { influenceManifest, influencesOfManifest, type NamedInfluences } from "./manifest.ts";
export { changeSince, type EarlierForecast, type InfluencesBetween } from "./since.ts";
export { judgeInfluences, type ComparedOrigin, type Subject } from "./judge.ts";
