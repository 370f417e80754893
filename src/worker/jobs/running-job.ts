import type { PastForecasts, WantedForecasts } from "#contract/worker";
import type { AppError } from "#domain/errors";
import type { JobLogs } from "./job-logs.ts";
import type { JobStore } from "./job-store.ts";
import type { ProfileStore } from "./profile-store.ts";
import type { SearchWorkers } from "./search-workers.ts";
import type { TrialCosts } from "./trial-costs.ts";

/** What a job that runs is given to run with. */
export interface RunningOptions {
  readonly store: JobStore;
  readonly profiles: ProfileStore;
  readonly workers: SearchWorkers;
  readonly costs: TrialCosts;
  readonly logs: JobLogs;
  /** Monotonic milliseconds. */
  readonly now: () => number;
  /** Asks main's models for forecasts. */
  readonly want: (wanted: WantedForecasts) => void;
  readonly unwant: (task: number) => void;
  /** A number that no other request for forecasts has had. */
  readonly nextTask: () => number;
  /** A trial has ended, and took so many milliseconds. */
  readonly onTrial: (ms: number) => void;
}

/** How a job has come to its end. */
export interface Ending {
  /** For people, and the last line of its log. */
  readonly text: string;
  /** Nothing came of it. */
  readonly error: AppError | null;
  /** Nobody has to look at it: it leaves the list by itself. */
  readonly isForgotten: boolean;
}

/** A job whose lease this process holds, of whatever kind: it hands its work out, and writes what comes back. */
export interface RunningJob {
  readonly id: string;
  /** Of its work, what had ended when it was leased; a line for its log. */
  readonly begins: string;
  /** Processes that there would be work for. */
  readonly wantedWorkers: number;
  readonly isDone: boolean;
  /** Why it can't go on at the moment, for a reason that may pass; null where it can. */
  readonly stalledBy: AppError | null;
  /** Seconds that it has been running, in all its parts. */
  readonly runningSeconds: number;
  /** Null before anything has been measured. */
  readonly etaSeconds: number | null;
  /** What is computed at the moment, as people read it. */
  current(): readonly string[];
  /** Plans what can be planned by now, and gives every process that has nothing to do something to do. */
  pump(): void;
  /** Writes what has ended, where that is enough or has waited long enough. */
  flush(isForced: boolean): void;
  /** Forecasts that it asked for. */
  forecastsCame(number: number, outcome: ForecastsOutcome): void;
  /** To be asked once it is done. */
  ending(): Ending;
  /** Nobody wants it any more here. What has ended is to be written before. */
  stop(): void;
}

export type ForecastsOutcome =
  | { readonly ok: true; readonly forecasts: PastForecasts }
  | { readonly ok: false; readonly error: AppError };

const flushAfterMs = 100;
const flushAfterCount = 64;

/** What has ended and is still to be written, and the time that the job has been running. */
export class Unwritten<T> {
  readonly #before: number;
  readonly #now: () => number;
  readonly #startedMs: number;
  /** Up to when the time that it has been running is written. */
  #writtenMs: number;
  #ended: T[] = [];
  #sinceMs: number | null = null;

  /** @param job what it had run before */
  constructor(job: { readonly runningSeconds: number }, now: () => number) {
    this.#before = job.runningSeconds;
    this.#now = now;
    this.#startedMs = now();
    this.#writtenMs = this.#startedMs;
  }

  /** In all its parts. */
  get runningSeconds(): number {
    return this.#before + (this.#now() - this.#startedMs) / 1000;
  }

  /** Enough, or waiting long enough. */
  get isDue(): boolean {
    return (
      this.#sinceMs !== null && (this.#ended.length >= flushAfterCount || this.#now() - this.#sinceMs >= flushAfterMs)
    );
  }

  add(ended: T): void {
    this.#ended.push(ended);
    this.#sinceMs ??= this.#now();
  }

  /** @param write is given what has ended, and the milliseconds that it ran since the last time; where it throws, all waits on */
  write(write: (ended: readonly T[], ranMs: number) => void): void {
    const nowMs = this.#now();
    write(this.#ended, nowMs - this.#writtenMs);
    this.#ended = [];
    this.#sinceMs = null;
    this.#writtenMs = nowMs;
  }
}
