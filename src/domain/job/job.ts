import type { AppError } from "#domain/errors";
import type { JobPriority, JobState } from "./states.ts";

/** Trials of a search, or series of a profile. What was taken from an earlier job counts as completed, too. */
export interface TrialCounts {
  /** Planned as far as is known by now: a search that narrows down plans the next round from the last. */
  readonly total: number;
  readonly completed: number;
  readonly failed: number;
  readonly timedOut: number;
  /** Of the completed: known from an earlier job, and not computed again. */
  readonly reused: number;
}

/** search: the best methods for some series · profile: what can be said of the series of a dataset, and of all of them together. */
export const jobKinds = ["search", "profile"] as const;
export type JobKind = (typeof jobKinds)[number];

/** One job of the queue, as lists show it. */
export interface Job {
  readonly id: string;
  readonly kind: JobKind;
  /** What it works on, for people: the name of the file. */
  readonly name: string;
  /** What it does, in a few words: "12 steps ahead, by MASE, 3 series", or "2,000 series". */
  readonly about: string;
  readonly state: JobState;
  readonly priority: JobPriority;
  /** Jobs that were submitted together. */
  readonly batch: string | null;
  /** Milliseconds since 1970. */
  readonly createdMs: number;
  readonly startedMs: number | null;
  readonly finishedMs: number | null;
  /** Time that it has been running, in all its parts. */
  readonly runningSeconds: number;
  readonly trials: TrialCounts;
  /** From the measured cost of its trials; null before anything has been measured, and where it does not run. */
  readonly etaSeconds: number | null;
  /** What is being computed now, as people read it. */
  readonly current: readonly string[];
  /** Why it failed, or why it is tried again. */
  readonly error: AppError | null;
  /** When a retrying job is tried again; milliseconds since 1970. */
  readonly retryAtMs: number | null;
  /** How often the same was submitted again while this one had it already. */
  readonly merged: number;
  /** The dataset it was submitted for. */
  readonly dataset: string;
}

/** A line of a job's log. */
export interface JobLogLine {
  /** Milliseconds since 1970. */
  readonly atMs: number;
  readonly text: string;
}
