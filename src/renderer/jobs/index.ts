/** The queue of jobs in the window: its state, what it says, what searches found and what is adopted of it. */
export { AdoptionUndo } from "./adoption-undo.tsx";
export type { ComparisonRequest } from "./comparing.ts";
export {
  JobsContext,
  MethodsContext,
  OpenComparisonContext,
  ResultsContext,
  useAdopted,
  useJobs,
  useJobsState,
  useMethods,
  useMethodsState,
  useOpenComparison,
  useResults,
  useResultsState,
} from "./context.ts";
export { notifyEnds } from "./end-notices.ts";
export { createJobs, isPausable, type Jobs, type SearchStart } from "./jobs.ts";
export {
  type BatchProgress,
  countTabs,
  firstJobs,
  groupsOf,
  type JobTab,
  jobTabs,
  progressOf,
  tabOf,
} from "./listing.ts";
export { type AdoptedMethods, adoptedOf, createMethods, type Methods } from "./methods.ts";
export { createResults, type Results } from "./results.ts";
export { clockText, mergedText, priorityTexts, progressText, stateText, timeText, titleOf } from "./words.ts";
