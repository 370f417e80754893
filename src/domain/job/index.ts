/** Jobs of the persistent queue, searches, and what is adopted from them. */
export { adoptedModel, type AdoptedMethod } from "./adopted.ts";
export type { Job, JobLogLine, TrialCounts } from "./job.ts";
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
