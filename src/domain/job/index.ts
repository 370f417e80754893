/** Jobs of the persistent queue: searches, what is adopted from them, and profiles of datasets. */
export { adoptedModel, type AdoptedMethod } from "./adopted.ts";
export { jobKinds, type Job, type JobKind, type JobLogLine, type TrialCounts } from "./job.ts";
export {
  firstRow,
  maxProfileBytes,
  maxProfiledRows,
  profilingStates,
  type DatasetProfiling,
  type ProfiledRows,
  type ProfiledSeriesRow,
  type Profiling,
} from "./profiling.ts";
export {
  searchPresets,
  usualSearch,
  winnerStandings,
  type LeaderboardRow,
  type NotTried,
  type Ranking,
  type SearchBudget,
  type SearchPreset,
  type SearchRequest,
  type SearchResult,
  type SearchSettings,
  type SearchWinner,
  type WinnerStanding,
  type Submitted,
} from "./search.ts";
export {
  isFinal,
  jobChanges,
  jobPriorities,
  jobStates,
  nextStates,
  type JobChange,
  type JobPriority,
  type JobState,
} from "./states.ts";
