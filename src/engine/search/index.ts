/** Model search: which methods are tried on which series at which origins, and what comes out of it. */
export {
  stages,
  type FinishedTrial,
  type PlannedModel,
  type PlannedTrial,
  type PlanTotals,
  type RemainingWork,
  type SearchedSeries,
  type Stage,
} from "./plan-types.ts";
export { SearchPlan } from "./search-plan.ts";
export { searchResult, type TrialsOf } from "./search-result.ts";
