/** Jobs for tests. Not part of the application. */
import { type AdoptedMethod, type Job, type SearchResult, type TrialCounts, usualSearch } from "#domain/job";

export const trialsOf = (counts: Partial<TrialCounts> = {}): TrialCounts => ({
  total: 10,
  completed: 0,
  failed: 0,
  timedOut: 0,
  reused: 0,
  ...counts,
});

export function jobOf(id: string, fields: Partial<Job> = {}): Job {
  return {
    id,
    kind: "search",
    name: `${id}.csv`,
    about: "12 steps ahead, by MASE",
    state: "pending",
    priority: "user",
    batch: null,
    createdMs: 0,
    startedMs: null,
    finishedMs: null,
    runningSeconds: 0,
    trials: trialsOf(),
    etaSeconds: null,
    current: [],
    error: null,
    retryAtMs: null,
    merged: 0,
    dataset: "d",
    ...fields,
  };
}

export function adoptionOf(series: string, method: string, job: string | null = null): AdoptedMethod {
  return {
    dataset: "d",
    series,
    method,
    source: job === null ? "manual" : "search",
    job,
    metric: null,
    score: null,
    honestScore: null,
    adoptedMs: 0,
  };
}

export function resultOf(job: string, metric = "MASE"): SearchResult {
  return {
    job,
    state: "completed",
    dataset: "d",
    settings: {
      ...usualSearch,
      horizon: 12,
    },
    metric,
    seconds: 60,
    trials: trialsOf({ completed: 10 }),
    winners: [],
    leaderboard: [],
    notTried: [],
    tooShort: [],
  };
}
