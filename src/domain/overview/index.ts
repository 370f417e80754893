/** Rows of the table of series, as main sends them. */
export {
  growthOf,
  maxComputedRows,
  maxOverviewRows,
  overviewPaces,
  sparkForecast,
  sparkHistory,
  sparkParts,
  sparkStride,
  type OverviewEvidence,
  type OverviewFacts,
  type OverviewForecasts,
  type OverviewPace,
  type OverviewProblem,
  type OverviewSparks,
} from "./overview.ts";
