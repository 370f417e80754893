/** Main and the jobs process, which owns the queue's file, plans the work of jobs and hands it to the search processes. */
import type { ProfileUsage } from "#domain/cache";
import type { AppError } from "#domain/errors";
import type {
  DatasetProfiling,
  Job,
  JobChange,
  JobLogLine,
  JobPriority,
  ProfiledRows,
  Profiling,
  Ranking,
  SearchResult,
  SearchSettings,
  Submitted,
} from "#domain/job";
import type { SeriesProfile } from "#domain/profile";
import type { EvaluatedSeries, PastForecasts } from "./evaluate.ts";
import type { SeriesGrid } from "./search.ts";

/** A series of a job, kept with it: the job goes on although its dataset is not open any more. */
export interface JobSeries extends EvaluatedSeries {
  readonly id: string;
}

/** A model with a file that a search tries, as it is now: part of what names its results. */
export interface JobModel {
  readonly id: string;
  readonly name: string;
  readonly sha256: string;
  readonly executionProvider: string;
  readonly maxHorizonSteps: number;
}

/** A series of a profile. */
export interface ProfiledSeries extends JobSeries {
  readonly grid: SeriesGrid;
}

/** What every job is submitted with. */
interface SubmittedJob {
  /** For people: the name of the file. */
  readonly name: string;
  readonly dataset: string;
  readonly priority: JobPriority;
  readonly batch: string | null;
  /** What becomes of it when its process ends without a word: paused for a command, tried again for the window. */
  readonly whenLost: "pause" | "continue";
}

export interface SubmittedSearch extends SubmittedJob {
  readonly kind: "search";
  readonly series: readonly JobSeries[];
  readonly settings: SearchSettings;
  readonly models: readonly JobModel[];
}

export interface SubmittedProfile extends SubmittedJob {
  readonly kind: "profile";
  /** Its series are those that were sent ahead under this name, in the order in which they came; so many. */
  readonly held: string;
  readonly series: number;
}

export type Submission = SubmittedSearch | SubmittedProfile;

/** Forecasts of a model with a file that a search needs; main's models make them. */
export interface WantedForecasts {
  readonly task: number;
  readonly dataset: string;
  /** With the hash of what is in it. */
  readonly series: JobSeries & { readonly sha256: string };
  /** As it was when the search was submitted: forecasts of any other are not the trial's. */
  readonly model: Pick<JobModel, "id" | "sha256" | "executionProvider">;
  readonly horizon: number;
  readonly origins: readonly number[];
}

export type ToJobs =
  /**
   * The first message: where the file is, and whether a damaged one is set aside and the last backup takes its place, which only the
   * window may do, of which there is one. Answered with `opened`.
   */
  | {
      readonly type: "open";
      readonly id: number;
      readonly folder: string;
      readonly version: string;
      readonly repairs: boolean;
    }
  /** Series of a profile that is submitted once all of them are there: a few at a time, so that neither end is held up. */
  | { readonly type: "hold"; readonly id: number; readonly held: string; readonly series: readonly ProfiledSeries[] }
  | { readonly type: "submit"; readonly id: number; readonly submission: Submission }
  | { readonly type: "list"; readonly id: number }
  /** Compare-and-set; refused in words where the job's state does not allow it. */
  | {
      readonly type: "change";
      readonly id: number;
      readonly job: string;
      readonly to: JobChange;
    }
  /** All that are final. */
  | { readonly type: "clear-finished"; readonly id: number }
  | { readonly type: "prioritise"; readonly id: number; readonly job: string; readonly priority: JobPriority }
  | { readonly type: "result"; readonly id: number; readonly job: string; readonly ranking: Ranking | null }
  | { readonly type: "log"; readonly id: number; readonly job: string }
  /** What is known of a dataset's profile. */
  | { readonly type: "profiling"; readonly id: number; readonly dataset: string }
  /** Rows that changed after a place. */
  | { readonly type: "profile-rows"; readonly id: number; readonly dataset: string; readonly after: string }
  | { readonly type: "series-profile"; readonly id: number; readonly dataset: string; readonly series: string }
  /** How much profiles take. */
  | { readonly type: "profile-usage"; readonly id: number }
  /** Profiles and their jobs go: of one dataset, or of all where null. */
  | { readonly type: "forget-profiles"; readonly id: number; readonly dataset: string | null }
  /** Only these jobs are run here; null: whatever the queue has. A command runs its own. */
  | { readonly type: "run-only"; readonly id: number; readonly jobs: readonly string[] | null }
  /** Comes with a port to a search process, which computes trials until its port closes. */
  | { readonly type: "worker"; readonly worker: number }
  | { readonly type: "worker-gone"; readonly worker: number; readonly error: AppError | null }
  | {
      readonly type: "forecasts";
      readonly task: number;
      readonly outcome:
        | { readonly ok: true; readonly forecasts: PastForecasts }
        | { readonly ok: false; readonly error: AppError };
    }
  | { readonly type: "stop" };

export type FromJobs =
  | { readonly type: "ready" }
  /** `notice`: what is wrong with the file, and what was done about it. */
  | { readonly type: "opened"; readonly id: number; readonly notice: AppError | null }
  | { readonly type: "submitted"; readonly id: number; readonly submitted: Submitted }
  | { readonly type: "listed"; readonly id: number; readonly jobs: readonly Job[] }
  | { readonly type: "done"; readonly id: number }
  | { readonly type: "result"; readonly id: number; readonly result: SearchResult }
  | { readonly type: "log"; readonly id: number; readonly lines: readonly JobLogLine[] }
  /** Null where nothing is known of the dataset, and no job is to find out. */
  | { readonly type: "profiling"; readonly id: number; readonly profiling: DatasetProfiling | null }
  | { readonly type: "profile-rows"; readonly id: number; readonly rows: ProfiledRows }
  | { readonly type: "profile-usage"; readonly id: number; readonly usage: ProfileUsage }
  /** Null where there is none yet. */
  | { readonly type: "series-profile"; readonly id: number; readonly profile: SeriesProfile | null }
  | { readonly type: "failed"; readonly id: number; readonly error: AppError }
  /** Events. The file could not be used any more while it was open: the queue lies in memory from now on. */
  | { readonly type: "notice"; readonly error: AppError }
  /** Jobs that changed, at most ten times a second, and those that are gone. */
  | { readonly type: "changed"; readonly jobs: readonly Job[]; readonly removed: readonly string[] }
  /** Milliseconds that trials took which ended since it was last said. */
  | { readonly type: "trials-took"; readonly ms: readonly number[] }
  /** How far a dataset's profile is, at most four times a second each. */
  | { readonly type: "profile-changed"; readonly progress: Profiling }
  /** How many search processes it has work for. */
  | { readonly type: "wanted-workers"; readonly count: number }
  /** What this process computes is not wanted any more, or takes too long: it is to be ended. */
  | { readonly type: "end-worker"; readonly worker: number }
  | { readonly type: "forecasts-wanted"; readonly wanted: WantedForecasts }
  | { readonly type: "forecasts-unwanted"; readonly task: number };
