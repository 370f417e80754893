import type { AppError } from "#domain/errors";
import type { CorrelationReport, DatasetProfile, SeriesProfile, ValueSummary } from "#domain/profile";
import { jobStates, type JobState } from "./states.ts";

/**
 * Of a dataset's profile: a job's state while there is one · completed: all is known, whether or not its job is still in the queue ·
 * none: nothing was asked for · unkept: the file is only looked at, so nothing of it is profiled ahead and each series is profiled as
 * somebody asks.
 */
export const profilingStates = [...jobStates, "none", "unkept"] as const;
export type ProfilingState = JobState | "none" | "unkept";

/** How far a dataset's profile is. */
export interface Profiling {
  readonly dataset: string;
  readonly state: ProfilingState;
  /** Of the queue, to pause, cancel or retry; null where none is left there. */
  readonly job: string | null;
  /** Of the dataset. */
  readonly series: number;
  /** Series whose values were looked at once: the coarse stage, of all series before any full profile. */
  readonly summarised: number;
  /** Series with a full profile. */
  readonly profiled: number;
  /** Series whose profile failed or took too long; each row says why. */
  readonly failed: number;
  /** Of all its work, in [0, 1]. */
  readonly share: number;
  /** Null before anything has been measured, and where it does not run. */
  readonly etaSeconds: number | null;
  /** Why the job failed, or why it is tried again. */
  readonly error: AppError | null;
}

/** What is known of a dataset as a whole. */
export interface DatasetProfiling {
  readonly progress: Profiling;
  /** Of the series that have been looked at by now; null before the first. */
  readonly overall: DatasetProfile | null;
  /** Null until all series have been profiled, and where there are fewer than two. */
  readonly correlations: CorrelationReport | null;
}

/** What is known of one series, as lists show it. */
export interface ProfiledSeriesRow {
  readonly series: string;
  readonly summary: ValueSummary | null;
  /** Without its longest lists: of the anomalies only the latest is there, and of the autocorrelations the first. */
  readonly profile: SeriesProfile | null;
  readonly error: AppError | null;
}

/** Rows that changed after `after`, in the order in which they did. */
export interface ProfiledRows {
  readonly rows: readonly ProfiledSeriesRow[];
  /** To ask with for those that follow; what was asked with where nothing follows yet. */
  readonly next: string;
  readonly isMore: boolean;
}

/** Before the first row. */
export const firstRow = "";
/** Rows of one answer, at most. */
export const maxProfiledRows = 500;

/** Of all profiles together, on disk. */
export const maxProfileBytes = 256 * 1024 * 1024;
