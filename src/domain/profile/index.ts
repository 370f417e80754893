/** What can be said about a series and about a dataset, and the words for it. */
export { type CorrelationReport, type SeriesCorrelation } from "./correlation.ts";
export { type DatasetProfile, type ProfiledSeries } from "./dataset.ts";
export {
  columnWords,
  datasetFacts,
  factGroups,
  profileFacts,
  summaryFacts,
  type Fact,
  type FactGroup,
} from "./facts.ts";
export {
  maxAnomalies,
  profileParts,
  type Anomalies,
  type Anomaly,
  type Changepoint,
  type Changepoints,
  type Decomposition,
  type Demand,
  type Forecastability,
  type ProfileNote,
  type ProfilePart,
  type SeasonEvidence,
  type SeriesAutocorrelation,
  type SeriesProfile,
  type Stationarity,
  type StationarityTest,
  type Trend,
} from "./profile.ts";
export { summaryLevels, type Gaps, type ValueSummary } from "./summary.ts";
export {
  demandClasses,
  demandLimits,
  stationarityVerdicts,
  trendDirections,
  type DemandClass,
  type StationarityVerdict,
  type TrendDirection,
} from "./verdicts.ts";
