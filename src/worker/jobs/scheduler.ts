import type { FromJobs, ProfiledSeries, Submission, ToJobs, WantedForecasts } from "#contract/worker";
import type { ProfileUsage } from "#domain/cache";
import { EngineError, toPlainError, type AppError } from "#domain/errors";
import {
  isFinal,
  type DatasetProfiling,
  type Job,
  type JobLogLine,
  type JobPriority,
  type ProfiledRows,
  type Profiling,
  type Ranking,
  type SearchResult,
  type Submitted,
} from "#domain/job";
import type { SeriesProfile } from "#domain/profile";
import { forecasters } from "#engine/forecasters/catalogue";
import { SearchPlan, searchResult, type FinishedTrial } from "#engine/search";
import { finishedOf } from "./finished-trial.ts";
import { JobLogs } from "./job-logs.ts";
import type { Change, JobStore } from "./job-store.ts";
import { newProfile, newSearch, packProfiled, type NewJob, type NewSeries } from "./new-job.ts";
import type { ProfileStore } from "./profile-store.ts";
import type { RunningJob } from "./running-job.ts";
import { RunningProfile, shareOf } from "./running-profile.ts";
import { RunningSearch } from "./running-search.ts";
import { SearchWorkers, type SearchPort } from "./search-workers.ts";
import { TrialCosts } from "./trial-costs.ts";

export interface SchedulerOptions {
  readonly store: JobStore;
  readonly profiles: ProfileStore;
  readonly post: (message: FromJobs) => void;
  /** Monotonic milliseconds. */
  readonly now: () => number;
  /** Milliseconds since 1970. */
  readonly wallNow: () => number;
}

const beatMs = 2_000;
const pollMs = 500;
const changedMs = 100;
const etaMs = 1_000;
const profilingMs = 250;
/** Submissions whose series have come, and that have not been made yet, at most. */
const maxHeld = 4;

/** SQLite's words for: another process holds the file's lock, for longer than one waits. It passes. */
const busyCode = 5;

/** Runs the queue: one job at a time, with all search processes. Nothing happens by itself, but for what `tick` does. */
export class Scheduler {
  readonly #options: SchedulerOptions;
  readonly #costs = new TrialCosts();
  readonly #logs: JobLogs;
  readonly #workers: SearchWorkers;
  #running: RunningJob | null = null;
  #only: readonly string[] | null = null;
  /** What the file is still to be told of jobs, in this order: another process had it locked. Nothing else is done before. */
  readonly #owed: (() => void)[] = [];
  #lastTask = 0;
  /** Series of profiles that are being submitted. */
  readonly #held = new Map<string, NewSeries[]>();
  #wantedWorkers = 0;
  /** Whether another job's turn may have come. */
  #isTurnOpen = true;
  /** When that of one that is tried again comes; milliseconds since 1970. */
  #retryAtMs: number | null = null;

  /** What main was told of each job, and which may have changed since. */
  readonly #told = new Map<string, string>();
  readonly #changed = new Set<string>();
  #isListChanged = true;
  /** Of trials that ended since main was told. */
  #trialMs: number[] = [];
  /** The datasets of profile jobs, and what main was told of each. */
  readonly #datasetOf = new Map<string, string>();
  readonly #profilingOf = new Map<string, string>();
  readonly #changedProfiles = new Set<string>();

  #fileVersion = -1;
  // Each is due with the first tick.
  #beatAtMs = Number.NEGATIVE_INFINITY;
  #pollAtMs = Number.NEGATIVE_INFINITY;
  #toldAtMs = Number.NEGATIVE_INFINITY;
  #etaAtMs = Number.NEGATIVE_INFINITY;
  #profilingAtMs = Number.NEGATIVE_INFINITY;
  #isStopped = false;

  constructor(options: SchedulerOptions) {
    this.#options = options;
    this.#logs = new JobLogs(options.wallNow);
    this.#workers = new SearchWorkers({
      now: options.now,
      end: (worker) => options.post({ type: "end-worker", worker }),
      onIdle: () => this.#guarded(() => this.#work()),
    });
    // Before anybody looks: what a killed process ran is not running.
    this.#guarded(() => this.#recover());
  }

  /** Series of a profile that is to be submitted under this name. */
  hold(held: string, series: readonly ProfiledSeries[]): void {
    const before = this.#held.get(held) ?? [];
    before.push(...series.map(packProfiled));
    this.#held.set(held, before);
    for (const old of [...this.#held.keys()].slice(0, -maxHeld)) this.#held.delete(old);
  }

  submit(submission: Submission): Submitted {
    const submitted = this.#options.store.submit(this.#jobOf(submission));
    this.#isTurnOpen = true;
    this.#logs.add(submitted.job, submitted.isMerged ? "Submitted again." : "Submitted.");
    this.#changed.add(submitted.job);
    return submitted;
  }

  list(): readonly Job[] {
    return this.#options.store.list().map((job) => this.#shown(job));
  }

  /** @throws EngineError wrong-arguments where the job's state does not allow it */
  change(job: string, to: Change): void {
    const running = this.#running;
    // What has ended belongs to the job, whatever becomes of it.
    if (running?.id === job) running.flush(true);
    this.#options.store.change(job, to);
    this.#isTurnOpen = true;
    if (to === "clear") this.#logs.drop(job);
    else this.#logs.add(job, sentences[to]);
    this.#changed.add(job);
    if (running?.id === job && (to === "pause" || to === "cancel")) this.#leave(running);
  }

  clearFinished(): void {
    for (const job of this.#options.store.clearFinished()) {
      this.#logs.drop(job);
      this.#changed.add(job);
    }
  }

  prioritise(job: string, priority: JobPriority): void {
    this.#options.store.prioritise(job, priority);
    this.#isTurnOpen = true;
    this.#changed.add(job);
  }

  /** From scores that are kept: nothing is fitted. */
  result(id: string, ranking: Ranking | null): SearchResult {
    const { store } = this.#options;
    if (this.#running?.id === id) this.#running.flush(true);
    const loaded = store.load(id);
    if (loaded.kind !== "search") throw new EngineError("wrong-arguments", "This job is not a search.");
    const { settings, series, models, dataset } = loaded;
    const { state, runningSeconds, trials } = this.#shown(store.job(id) as Job);
    const plan = new SearchPlan(settings, series, forecasters, models);
    const trialsOf = (place: number): FinishedTrial[] => store.ended(id, place).map(finishedOf);
    return {
      job: id,
      state,
      dataset,
      settings,
      seconds: runningSeconds,
      trials,
      ...searchResult(plan, trialsOf, ranking),
    };
  }

  log(id: string): readonly JobLogLine[] {
    const lines = this.#logs.of(id);
    const kept = this.#options.store.lastLog(id);
    const job = this.#options.store.job(id);
    if (lines.length > 0 || kept === null || kept === "" || job === null) return lines;
    return [{ atMs: job.finishedMs ?? job.createdMs, text: kept }];
  }

  /** Null where nothing is known of the dataset, and no job is to find out. */
  profiling(dataset: string): DatasetProfiling | null {
    const { profiles } = this.#options;
    const progress = this.#progressOf(dataset);
    if (progress === null) return null;
    return { progress, overall: profiles.overall(dataset), correlations: profiles.correlations(dataset) };
  }

  profileRows(dataset: string, after: string): ProfiledRows {
    return this.#options.profiles.rows(dataset, after);
  }

  profileUsage(): ProfileUsage {
    return this.#options.profiles.usage();
  }

  seriesProfile(dataset: string, series: string): SeriesProfile | null {
    return this.#options.profiles.profile(dataset, series);
  }

  /** With the jobs that would bring them back. @param dataset null: all */
  forgetProfiles(dataset: string | null): void {
    const { store, profiles } = this.#options;
    for (const job of store.list()) {
      if (job.kind !== "profile" || (dataset !== null && job.dataset !== dataset)) continue;
      if (!isFinal(job.state)) this.change(job.id, "cancel");
      this.change(job.id, "clear");
    }
    profiles.forget(dataset);
  }

  /** Only these jobs are run here; null: whatever the queue has. */
  runOnly(jobs: readonly string[] | null): void {
    this.#only = jobs;
    this.#isTurnOpen = true;
    const running = this.#running;
    if (running !== null && jobs !== null && !jobs.includes(running.id)) this.#giveBack(running);
  }

  addWorker(worker: number, port: SearchPort): void {
    this.#workers.add(worker, port);
    this.#guarded(() => this.#work());
  }

  workerGone(worker: number, error: AppError | null): void {
    this.#workers.gone(worker, error);
    if (error !== null && this.#running !== null) this.#logs.add(this.#running.id, error.message);
    this.#guarded(() => this.#work());
  }

  forecastsCame({ task, outcome }: Extract<ToJobs, { type: "forecasts" }>): void {
    this.#guarded(() => {
      this.#running?.forecastsCame(task, outcome);
      this.#work();
    });
  }

  /** To be called ten times a second or more often. */
  tick(): void {
    if (this.#isStopped) return;
    const nowMs = this.#options.now();
    this.#guarded(() => {
      this.#workers.watch();
      if (nowMs - this.#beatAtMs >= beatMs) this.#beat(nowMs);
      if (nowMs - this.#pollAtMs >= pollMs) this.#poll(nowMs);
      this.#work();
      this.#tell(nowMs);
    });
  }

  /** Writes what has ended, and gives the job back for whoever opens the file next. */
  stop(): void {
    if (this.#isStopped) return;
    if (this.#running !== null) this.#giveBack(this.#running);
    this.#isStopped = true;
    this.#options.store.close();
  }

  #work(): void {
    if (this.#isStopped) return;
    this.#settle();
    if (this.#isTurnOpen || (this.#retryAtMs !== null && this.#retryAtMs <= this.#options.wallNow())) this.#takeTurn();
    const running = this.#running;
    if (running !== null) {
      running.pump();
      running.flush(false);
      const { stalledBy } = running;
      if (running.isDone) this.#complete(running);
      else if (stalledBy !== null) this.#tryAgainLater(running, stalledBy);
    }
    this.#tellWorkers();
  }

  /** The file is asked whose turn it is only when that may have changed. */
  #takeTurn(): void {
    const { store } = this.#options;
    this.#isTurnOpen = false;
    // Before the turn is taken: what is due in between is looked at once more.
    this.#retryAtMs = store.nextRetryMs();
    const before = this.#running;
    if (before !== null && store.giveWay(before.id, this.#only)) {
      before.flush(true);
      this.#logs.add(before.id, "Waits for a more urgent one.");
      this.#leave(before);
    }
    if (this.#running === null) this.#start();
  }

  #start(): void {
    const { store, profiles, now, post } = this.#options;
    const id = store.lease(this.#only);
    if (id === null) return;
    this.#changed.add(id);
    try {
      const loaded = store.load(id);
      const options = {
        store,
        profiles,
        workers: this.#workers,
        costs: this.#costs,
        logs: this.#logs,
        now,
        want: (wanted: WantedForecasts) => post({ type: "forecasts-wanted", wanted }),
        unwant: (task: number) => post({ type: "forecasts-unwanted", task }),
        nextTask: () => (this.#lastTask += 1),
        onTrial: (ms: number) => this.#trialMs.push(ms),
      };
      this.#running =
        loaded.kind === "search" ? new RunningSearch(loaded, options) : new RunningProfile(loaded, options);
      this.#logs.add(id, this.#running.begins);
    } catch (error) {
      if (isBusy(error)) {
        this.#write(id, () => store.putBack(id));
        return;
      }
      // Without values or with settings that can't be, it never will run.
      const plain = toPlainError(error);
      this.#logs.add(id, plain.message);
      this.#write(id, () => void store.fail(id, plain, false, plain.message));
    }
  }

  /** Now, or as soon as no other process has the file locked. */
  #write(job: string, write: () => void): void {
    this.#owed.push(() => {
      write();
      this.#changed.add(job);
      this.#isTurnOpen = true;
    });
    try {
      this.#settle();
    } catch (error) {
      if (!isBusy(error)) throw error;
    }
  }

  #settle(): void {
    for (let next = this.#owed[0]; next !== undefined; next = this.#owed[0]) {
      next();
      this.#owed.shift();
    }
  }

  #complete(running: RunningJob): void {
    const { store } = this.#options;
    running.flush(true);
    const { text, error, isForgotten } = running.ending();
    this.#logs.add(running.id, text);
    if (error === null) store.complete(running.id, text, isForgotten);
    else store.fail(running.id, error, false, text);
    if (error === null && isForgotten) this.#logs.drop(running.id);
    this.#leave(running);
  }

  #tryAgainLater(running: RunningJob, error: AppError): void {
    running.flush(true);
    const atMs = this.#options.store.fail(running.id, error, true, error.message);
    this.#logs.add(running.id, atMs === null ? error.message : `${error.message} It is tried again later.`);
    this.#leave(running);
  }

  #giveBack(running: RunningJob): void {
    running.flush(true);
    this.#options.store.release(running.id);
    this.#leave(running);
  }

  /** The job is not this process's any more. */
  #leave(running: RunningJob): void {
    running.stop();
    this.#workers.dropSeries();
    this.#changed.add(running.id);
    this.#isTurnOpen = true;
    if (this.#running === running) this.#running = null;
  }

  #beat(nowMs: number): void {
    const { store } = this.#options;
    this.#beatAtMs = nowMs;
    const running = this.#running;
    if (running !== null) {
      running.flush(true);
      if (!store.beat(running.id)) this.#leave(running);
    }
    this.#recover();
  }

  #recover(): void {
    for (const id of this.#options.store.recover()) {
      this.#logs.add(id, "Its process ended without a word.");
      this.#changed.add(id);
      this.#isTurnOpen = true;
    }
  }

  /** What other processes did to the file. */
  #poll(nowMs: number): void {
    const { store } = this.#options;
    this.#pollAtMs = nowMs;
    const version = store.fileVersion();
    if (version === this.#fileVersion) return;
    this.#fileVersion = version;
    this.#isListChanged = true;
    this.#isTurnOpen = true;
    const running = this.#running;
    if (running === null || store.isOurs(running.id)) return;
    // What has ended belongs to the job, whatever became of it.
    running.flush(true);
    this.#leave(running);
  }

  #tell(nowMs: number): void {
    if (nowMs - this.#toldAtMs < changedMs) return;
    this.#toldAtMs = nowMs;
    const { store, post } = this.#options;
    if (this.#running !== null && nowMs - this.#etaAtMs >= etaMs) {
      this.#etaAtMs = nowMs;
      this.#changed.add(this.#running.id);
    }
    const jobs: Job[] = [];
    const removed: string[] = [];
    const look = (id: string, job: Job | null): void => {
      if (job?.kind === "profile") this.#datasetOf.set(id, job.dataset);
      const profiled = this.#datasetOf.get(id);
      if (profiled !== undefined) this.#changedProfiles.add(profiled);
      if (job === null) this.#datasetOf.delete(id);
      const text = job === null ? "" : JSON.stringify(job);
      if (this.#told.get(id) === text) return;
      if (job === null) {
        if (this.#told.delete(id)) removed.push(id);
      } else {
        this.#told.set(id, text);
        jobs.push(job);
      }
    };
    if (this.#isListChanged) {
      const all = new Map(this.list().map((job) => [job.id, job]));
      for (const id of new Set([...all.keys(), ...this.#told.keys()])) look(id, all.get(id) ?? null);
    } else {
      for (const id of this.#changed) {
        const job = store.job(id);
        look(id, job === null ? null : this.#shown(job));
      }
    }
    this.#isListChanged = false;
    this.#changed.clear();
    if (jobs.length > 0 || removed.length > 0) post({ type: "changed", jobs, removed });
    if (this.#trialMs.length > 0) post({ type: "trials-took", ms: this.#trialMs });
    this.#trialMs = [];
    this.#tellProfiles(nowMs);
  }

  #tellProfiles(nowMs: number): void {
    const running = this.#running === null ? undefined : this.#datasetOf.get(this.#running.id);
    if (running !== undefined) this.#changedProfiles.add(running);
    if (this.#changedProfiles.size === 0 || nowMs - this.#profilingAtMs < profilingMs) return;
    this.#profilingAtMs = nowMs;
    for (const dataset of this.#changedProfiles) {
      const progress = this.#progressOf(dataset);
      const text = JSON.stringify(progress);
      if (this.#profilingOf.get(dataset) === text) continue;
      if (progress === null) this.#profilingOf.delete(dataset);
      else {
        this.#profilingOf.set(dataset, text);
        this.#options.post({ type: "profile-changed", progress });
      }
    }
    this.#changedProfiles.clear();
  }

  /** Null where nothing is known of the dataset, and no job is to find out. */
  #progressOf(dataset: string): Profiling | null {
    const { store, profiles } = this.#options;
    const counts = profiles.counts(dataset);
    const found = store.profileOf(dataset);
    const job = found === null ? null : this.#shown(found);
    if (job === null && counts === null) return null;
    const known = counts ?? { series: 0, summarised: 0, profiled: 0, failed: 0, hasCorrelations: false };
    const series = counts?.series ?? job?.trials.total ?? 0;
    const isComplete =
      counts !== null && counts.profiled + counts.failed === series && (counts.hasCorrelations || series < 2);
    return {
      dataset,
      state: job?.state ?? (isComplete ? "completed" : "none"),
      job: job?.id ?? null,
      series,
      summarised: known.summarised,
      profiled: known.profiled,
      failed: known.failed,
      share: isComplete ? 1 : shareOf(known),
      etaSeconds: job?.etaSeconds ?? null,
      error: job?.error ?? null,
    };
  }

  /** @throws EngineError internal where not all of its series have come */
  #jobOf(submission: Submission): NewJob {
    if (submission.kind === "search") return newSearch(submission);
    const series = this.#held.get(submission.held);
    this.#held.delete(submission.held);
    if (series?.length !== submission.series)
      throw new EngineError("internal", "The series of the profile have not come.");
    return newProfile(submission, series);
  }

  #tellWorkers(): void {
    const wanted = this.#running?.wantedWorkers ?? 0;
    if (wanted === this.#wantedWorkers) return;
    this.#wantedWorkers = wanted;
    this.#options.post({ type: "wanted-workers", count: wanted });
  }

  #shown(job: Job): Job {
    const running = this.#running;
    if (running?.id !== job.id || job.state !== "running") return job;
    const { runningSeconds, etaSeconds } = running;
    return { ...job, runningSeconds, etaSeconds, current: running.current() };
  }

  /** A lock that another process holds is waited for; anything else that goes wrong is the job's, and the queue lives on. */
  #guarded(work: () => void): void {
    try {
      work();
    } catch (error) {
      if (isBusy(error)) {
        this.#isTurnOpen = true;
        return;
      }
      const running = this.#running;
      if (running === null) throw error;
      const plain = toPlainError(error);
      this.#logs.add(running.id, plain.message);
      this.#leave(running);
      this.#write(running.id, () => void this.#options.store.fail(running.id, plain, false, plain.message));
    }
  }
}

const sentences: Readonly<Record<Exclude<Change, "clear">, string>> = {
  pause: "Paused.",
  resume: "Resumed.",
  cancel: "Cancelled.",
  retry: "Tried again.",
};

function isBusy(error: unknown): boolean {
  return error instanceof Error && "errcode" in error && (Number(error.errcode) & 0xff) === busyCode;
}

/** For whoever asked. */
export function requestError(error: unknown): AppError {
  if (!isBusy(error)) return toPlainError(error);
  return new EngineError("user-data-unavailable", "Another Fantail is writing to the queue.", {
    hint: "Try again.",
  }).toPlain();
}
