/** The queue of jobs as the window and the command line use it. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { randomUUID } from "node:crypto";
import type { JobModel, JobSeries, ProfiledSeries } from "#contract/worker";
import type { ProfileUsage } from "#domain/cache";
import { type AppError, EngineError, toPlainError } from "#domain/errors";
import {
  type DatasetProfiling,
  type Job,
  type JobLogLine,
  type JobPriority,
  type ProfiledRows,
  type Profiling,
  type Ranking,
  type SearchRequest,
  type SearchResult,
  type SearchSettings,
  type Submitted,
  type JobChange,
  maxProfileBytes,
} from "#domain/job";
import { type ModelFrequencies, suitsFrequency } from "#domain/model";
import { LatencyHistogram, type LatencySummary } from "#engine/measures";
import type { SeriesProfile } from "#domain/profile";
import type { Frequency, IngestedSeries } from "#domain/series";
import { datasetNotOpen, type DatasetRegistry } from "#main/datasets";
import { evaluated, type NeuralForecasts } from "#main/evaluation";
import type { Logger } from "#main/platform";
import type { CreateChannel, ForkWorker, WorkerState } from "#main/processes";
import { JobsClient } from "./jobs-client.ts";
import { NeuralTrials } from "./neural-trials.ts";
import { SearchPool } from "./search-pool.ts";

/** The models with a file. */
export interface SearchModels {
  list(): readonly { readonly id: string }[];
  /** The id of the model that is used where none is named. */
  defaultModel(frequency?: Frequency): string;
  nameOf(id: string): string;
  load(id: string): Promise<unknown>;
  /** Once it is loaded. */
  find(id: string):
    | {
        readonly sha256: string;
        readonly executionProvider: string;
        readonly maxHorizonSteps: number;
        readonly frequencies?: ModelFrequencies;
      }
    | undefined;
}

export interface JobsOptions {
  /** Absolute paths of the built entries. */
  readonly entries: { readonly jobs: string; readonly search: string };
  /** Where the queue's file is. */
  readonly folder: string;
  readonly version: string;
  /**
   * A window runs whatever the queue has, repairs its file, and leaves its jobs to the next start. A command runs its own jobs, which
   * wait for the next command when it ends.
   */
  readonly runsFor: "window" | "command";
  readonly maxProcesses: number;
  readonly datasets: DatasetRegistry;
  readonly neural: Pick<NeuralForecasts, "get">;
  readonly models: SearchModels;
  readonly logger: Logger;
  /** Monotonic milliseconds. */
  readonly now: () => number;
  /** Jobs that changed, and those that are gone. */
  readonly onChanged: (jobs: readonly Job[], removed: readonly string[]) => void;
  /** How far a dataset's profile is. */
  readonly onProfileChanged: (progress: Profiling) => void;
  /** What is wrong with the queue's file, and what was done about it. */
  readonly onNotice: (notice: AppError) => void;
  readonly fork?: ForkWorker;
  readonly createChannel?: CreateChannel;
}

/** The queue's file, as the jobs process names it. */
const fileName = "jobs.sqlite";
/** Of a profile, sent at once: a megabyte, so that a large file is copied in parts, between which main answers others. */
const maxSentSteps = 125_000;
const maxSentSeries = 250;
/** The window is shown first. */
const resumeAfterMs = 3_000;

export class Jobs {
  readonly #options: JobsOptions;
  readonly #client: JobsClient;
  readonly #pool: SearchPool;
  readonly #neural: NeuralTrials;
  readonly #trials = new LatencyHistogram();
  readonly #listeners = new Set<(jobs: readonly Job[]) => void>();
  #resuming: ReturnType<typeof setTimeout> | undefined;
  #isRunningAll = false;

  /** Starts no process. */
  constructor(options: JobsOptions) {
    this.#options = options;
    const { entries, folder, version, runsFor, maxProcesses, logger, now, fork, createChannel } = options;
    const forked = fork === undefined ? {} : { fork };
    this.#client = new JobsClient(
      { entry: entries.jobs, folder, version, repairs: runsFor === "window", logger, now, ...forked },
      {
        onNotice: options.onNotice,
        onTrialsTook: (ms) => {
          for (const one of ms) this.#trials.add(one);
        },
        onChanged: (jobs, removed) => {
          options.onChanged(jobs, removed);
          for (const listener of this.#listeners) listener(jobs);
        },
        onProfileChanged: options.onProfileChanged,
        onWantedWorkers: (count) => this.#pool.want(count),
        onEndWorker: (worker) => this.#pool.end(worker),
        onForecastsWanted: (wanted) => void this.#neural.want(wanted),
        onForecastsUnwanted: (task) => this.#neural.cancel(task),
        onDown: () => {
          // Their ports have nobody at the other end, and the next process knows nothing of what they compute.
          this.#pool.endAll();
          this.#neural.cancelAll();
        },
      },
    );
    this.#pool = new SearchPool({
      entry: entries.search,
      maxProcesses,
      logger,
      onReady: (worker, port) => this.#client.attach(worker, port),
      onGone: (worker, error) => this.#client.detach(worker, error),
      ...forked,
      ...(createChannel === undefined ? {} : { createChannel }),
    });
    const { datasets, neural, models } = options;
    this.#neural = new NeuralTrials({
      datasets,
      neural,
      models,
      logger,
      onOutcome: (task, outcome) => this.#client.answer(task, outcome),
    });
    // The queue may be looked at long before anything of it is run.
    void this.#client.runOnly([]);
  }

  /** Goes on with what an earlier start left in the queue, once the window has had its time. */
  resumeLater(): void {
    if (this.#options.runsFor !== "window") return;
    this.#resuming = setTimeout(() => {
      this.#runAll();
      if (this.#hasFile()) this.#client.start();
    }, resumeAfterMs);
  }

  /**
   * Puts a search into the queue: with copies of the series, so that it goes on whatever becomes of the file.
   *
   * @throws EngineError dataset-not-found, series-not-found; what the queue refuses it with
   */
  async submit(request: SearchRequest): Promise<Submitted> {
    const { datasets, runsFor } = this.#options;
    const { targets, priority, batch, ...settings } = request;
    const [first] = targets;
    if (first === undefined) throw new EngineError("wrong-arguments", "A search needs at least one series.");
    const { dataset } = first;
    if (targets.some((target) => target.dataset !== dataset))
      throw new EngineError("wrong-arguments", "A search takes series of one file.");
    const found = targets.map((target) => datasets.series(dataset, target.series));
    const series = found.map((one): JobSeries => ({ id: one.id, ...evaluated(one, 0) }));
    const name = datasets.get(dataset).source?.name ?? "";
    const models = await this.#modelsOf(
      settings,
      found.map(({ frequency }) => frequency),
    );
    const whenLost = runsFor === "window" ? "continue" : "pause";
    this.#runAll();
    return this.#client.submit({
      kind: "search",
      ...{ name, dataset, series, settings, models, priority, batch, whenLost },
    });
  }

  /**
   * Puts the profile of an open dataset into the queue, with copies of its series, which are sent a few at a time.
   *
   * @throws EngineError dataset-not-found, also where it is closed meanwhile; what the queue refuses it with
   */
  async submitProfile(dataset: string, priority: JobPriority): Promise<Submitted> {
    const { datasets, runsFor } = this.#options;
    const open = datasets.get(dataset);
    const held = randomUUID();
    for (const series of portionsOf(open.dataset.series)) {
      await this.#client.hold(held, series.map(profiled));
      if (!datasets.isOpen(open)) throw datasetNotOpen();
    }
    this.#runAll();
    return this.#client.submit({
      kind: "profile",
      name: open.source?.name ?? "",
      ...{ dataset, held, priority },
      series: open.dataset.series.length,
      batch: null,
      whenLost: runsFor === "window" ? "continue" : "pause",
    });
  }

  /** Null where nothing is known of the dataset's profile, and no job is to find out. */
  async profiling(dataset: string): Promise<DatasetProfiling | null> {
    return this.#isThere() ? this.#client.profiling(dataset) : null;
  }

  /** @param after a place that an earlier answer gave, or `firstRow` */
  async profileRows(dataset: string, after: string): Promise<ProfiledRows> {
    return this.#isThere() ? this.#client.profileRows(dataset, after) : { rows: [], next: after, isMore: false };
  }

  /** Null where there is none yet. */
  async seriesProfile(dataset: string, series: string): Promise<SeriesProfile | null> {
    return this.#isThere() ? this.#client.seriesProfile(dataset, series) : null;
  }

  async profileUsage(): Promise<ProfileUsage> {
    return this.#isThere() ? this.#client.profileUsage() : { items: 0, bytes: 0, maxBytes: maxProfileBytes };
  }

  /** With the jobs that would bring them back. @param dataset null: all */
  async forgetProfiles(dataset: string | null): Promise<void> {
    if (this.#isThere()) await this.#client.forgetProfiles(dataset);
  }

  async list(): Promise<readonly Job[]> {
    if (!this.#isThere()) return [];
    return this.#client.list();
  }

  /** @throws EngineError where the job's state does not allow it */
  change(job: string, to: JobChange): Promise<void> {
    if (to === "resume" || to === "retry") this.#runAll();
    return this.#client.change(job, to);
  }

  /** Removes all that are final. */
  clearFinished(): Promise<void> {
    return this.#client.clearFinished();
  }

  prioritise(job: string, priority: JobPriority): Promise<void> {
    return this.#client.prioritise(job, priority);
  }

  /** @param ranking another than the job's own */
  result(job: string, ranking: Ranking | null): Promise<SearchResult> {
    return this.#client.result(job, ranking);
  }

  log(job: string): Promise<readonly JobLogLine[]> {
    return this.#client.log(job);
  }

  /** Of the queue nothing but these jobs is run by this process. */
  runOnly(jobs: readonly string[]): Promise<void> {
    return this.#client.runOnly(jobs);
  }

  /** How many processes search at once, at most. */
  limitProcesses(count: number): void {
    this.#pool.limit(count);
  }

  /** @returns ends it */
  listen(listener: (jobs: readonly Job[]) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** Jobs are put back first: search processes that ended before would count as failed. */
  async stop(maxMs: number): Promise<void> {
    clearTimeout(this.#resuming);
    this.#neural.cancelAll();
    await this.#client.stop(maxMs);
    await this.#pool.stop();
  }

  /** Of trials that search processes computed. */
  trialLatency(): LatencySummary {
    return this.#trials.summary();
  }

  health(): readonly { name: string; state: WorkerState; pid: number | null; restarts: number }[] {
    return [this.#client.health(), ...this.#pool.health()];
  }

  /** A window runs whatever the queue has, from its time on or the first job that somebody wants; a command never does. */
  #runAll(): void {
    if (this.#options.runsFor !== "window" || this.#isRunningAll) return;
    this.#isRunningAll = true;
    clearTimeout(this.#resuming);
    this.#client.runOnly(null).catch(() => undefined);
  }

  /** Whoever never had a job has no queue, and needs no process to hear so. */
  #isThere(): boolean {
    return this.#client.isStarted || this.#hasFile();
  }

  #hasFile(): boolean {
    return existsSync(join(this.#options.folder, fileName));
  }

  /** The models with a file that a search may try, loaded, as they are now: their content and device are part of its results' names. */
  async #modelsOf({ models: wanted, preset }: SearchSettings, frequencies: readonly Frequency[]): Promise<JobModel[]> {
    const { models, logger } = this.#options;
    const files = new Set(models.list().map(({ id }) => id));
    const defaults = preset === "full" ? [] : frequencies.map((frequency) => models.defaultModel(frequency));
    const known: JobModel[] = [];
    for (const id of new Set(wanted ?? defaults)) {
      if (!files.has(id)) continue;
      try {
        await models.load(id);
      } catch (error) {
        // Named, it is what was asked for; unnamed, there are others to try.
        if (wanted !== null) throw error;
        logger.warn("search-without-model", { model: id, code: toPlainError(error).code });
        continue;
      }
      const { sha256, executionProvider, maxHorizonSteps, frequencies: suited = "any" } = models.find(id) ?? {};
      if (sha256 === undefined || executionProvider === undefined || maxHorizonSteps === undefined) continue;
      if (!frequencies.some((frequency) => suitsFrequency(suited, frequency))) continue;
      known.push({ id, name: models.nameOf(id), sha256, executionProvider, maxHorizonSteps });
    }
    return known;
  }
}

/** Series that are sent together. */
function* portionsOf(series: readonly IngestedSeries[]): Generator<readonly IngestedSeries[]> {
  let [portion, steps]: [IngestedSeries[], number] = [[], 0];
  for (const one of series) {
    if (portion.length > 0 && (portion.length === maxSentSeries || steps + one.values.length > maxSentSteps)) {
      yield portion;
      [portion, steps] = [[], 0];
    }
    portion.push(one);
    steps += one.values.length;
  }
  yield portion;
}

function profiled(series: IngestedSeries): ProfiledSeries {
  const { id, frequency, times } = series;
  return { id, ...evaluated(series, 0), grid: { frequency, startMs: times[0] ?? 0 } };
}
