import { shared, sharedStore } from "#renderer/context";
import { useActive } from "#renderer/datasets";
import type { OpenComparison } from "./comparing.ts";
import type { Jobs, JobsState } from "./jobs.ts";
import { type AdoptedMethods, adoptedOf, type Methods, type MethodsState } from "./methods.ts";
import type { Results, ResultsState } from "./results.ts";

export const [JobsContext, useJobs, useJobsState] = sharedStore<JobsState, Jobs>("queue");
export const [MethodsContext, useMethods, useMethodsState] = sharedStore<MethodsState, Methods>("adopted methods");
export const [ResultsContext, useResults, useResultsState] = sharedStore<ResultsState, Results>("result of a search");
export const [OpenComparisonContext, useOpenComparison] = shared<OpenComparison>("comparison");

const none: AdoptedMethods = new Map();

/** Of the dataset in front. */
export function useAdopted(): AdoptedMethods {
  const handle = useActive((open) => open.dataset.handle);
  return useMethodsState((state) => (handle === undefined ? none : adoptedOf(state, handle)));
}
