/** Profiles of open datasets: who puts them into the queue, and when, and what the window asks of them. */
import type { ProfileUsage } from "#domain/cache";
import { CancelledError, EngineError } from "#domain/errors";
import type { DatasetProfiling, JobPriority, ProfiledRows, Profiling } from "#domain/job";
import type { Decomposition, SeriesProfile } from "#domain/profile";
import type { SeriesKey } from "#domain/score";
import type { DatasetRegistry, OpenDataset } from "#main/datasets";
import type { EvaluateClient } from "#main/evaluation";
import type { Jobs } from "#main/jobs";
import type { Logger } from "#main/platform";

export interface ProfilesPorts {
  readonly datasets: Pick<DatasetRegistry, "find" | "get" | "series">;
  readonly jobs: Pick<
    Jobs,
    "submitProfile" | "profiling" | "profileRows" | "seriesProfile" | "prioritise" | "forgetProfiles" | "profileUsage"
  >;
  readonly evaluate: Pick<EvaluateClient, "profile" | "decomposition">;
  readonly logger: Logger;
  /** Larger datasets are profiled when somebody asks. */
  readonly maxAheadSteps?: number;
}

/** The file's first forecast and chart come before, and whoever wants the profile sooner asks for it. */
const submitAfterMs = 3_000;
/** 160 MB of values, which would be copied, and written, for nobody. */
const mostAheadSteps = 20_000_000;

export class Profiles {
  readonly #ports: ProfilesPorts;
  /** By handle: what waits for its time, and what is on its way into the queue. */
  readonly #waiting = new Map<string, ReturnType<typeof setTimeout>>();
  readonly #submitting = new Map<string, Promise<void>>();
  #isStopped = false;

  constructor(ports: ProfilesPorts) {
    this.#ports = ports;
  }

  /**
   * A dataset was read, or made, which nobody has to wait for: it is profiled as its time comes, where it is not known.
   *
   * @param priority `import` for a file, `settings` for one that was read in another way, `cleaned` for corrected values
   */
  imported(dataset: string, priority: Exclude<JobPriority, "user">): void {
    if (this.#isStopped || this.#waiting.has(dataset)) return;
    const timer = setTimeout(() => {
      this.#waiting.delete(dataset);
      const open = this.#ports.datasets.find(dataset);
      if (open?.isKept !== true || stepsOf(open) > (this.#ports.maxAheadSteps ?? mostAheadSteps)) return;
      this.#ensure(dataset, priority).catch((error) => this.#warn(error));
    }, submitAfterMs);
    timer.unref();
    this.#waiting.set(dataset, timer);
  }

  /**
   * What is known by now.
   *
   * @param isWanted somebody waits for it
   * @throws EngineError dataset-not-found
   */
  async request(dataset: string, isWanted: boolean): Promise<DatasetProfiling> {
    const { datasets, jobs } = this.#ports;
    const open = datasets.get(dataset);
    const series = open.dataset.series.length;
    if (!open.isKept) return nothingOf(dataset, "unkept", series);
    if (isWanted) await this.#ensure(dataset, "user");
    const known = await jobs.profiling(dataset);
    if (known === null) return nothingOf(dataset, "none", series);
    const { job, state } = known.progress;
    if (isWanted && job !== null && isUnderWay(state)) await jobs.prioritise(job, "user");
    return { ...known, progress: { ...known.progress, series } };
  }

  /** @param after a place that an earlier answer gave, or `firstRow` */
  async rows(dataset: string, after: string): Promise<ProfiledRows> {
    this.#ports.datasets.get(dataset);
    return this.#ports.jobs.profileRows(dataset, after);
  }

  /** @throws EngineError dataset-not-found, series-not-found; what its computation throws */
  async series({ dataset, series: id }: SeriesKey, signal: AbortSignal): Promise<SeriesProfile> {
    const { datasets, jobs, evaluate } = this.#ports;
    const { values, frequency } = datasets.series(dataset, id);
    const known = datasets.get(dataset).isKept ? await jobs.seriesProfile(dataset, id) : null;
    if (signal.aborted) throw new CancelledError("user");
    return known ?? evaluate.profile({ id, values, frequency }, signal);
  }

  /** @throws EngineError dataset-not-found, series-not-found; what its computation throws */
  async decomposition({ dataset, series: id }: SeriesKey, signal: AbortSignal): Promise<Decomposition> {
    const { datasets, evaluate } = this.#ports;
    const { values, frequency } = datasets.series(dataset, id);
    return evaluate.decomposition({ id, values, frequency }, signal);
  }

  /** What is known goes, and is computed again when somebody asks. @param dataset all where absent */
  async forget(dataset?: string): Promise<void> {
    await this.#ports.jobs.forgetProfiles(dataset ?? null);
  }

  /** What profiles take on disk, of all datasets. */
  usage(): Promise<ProfileUsage> {
    return this.#ports.jobs.profileUsage();
  }

  stop(): void {
    this.#isStopped = true;
    for (const timer of this.#waiting.values()) clearTimeout(timer);
    this.#waiting.clear();
  }

  /** In the queue, or known. What the user paused or cancelled, and what failed, is theirs to go on with. */
  #ensure(dataset: string, priority: JobPriority): Promise<void> {
    const { jobs } = this.#ports;
    const under = this.#submitting.get(dataset);
    if (under !== undefined) return under;
    const submitting = jobs
      .profiling(dataset)
      .then(async (known) => {
        if (known === null || known.progress.state === "none") await jobs.submitProfile(dataset, priority);
      })
      .finally(() => this.#submitting.delete(dataset));
    this.#submitting.set(dataset, submitting);
    return submitting;
  }

  #warn(error: unknown): void {
    // A file that was closed meanwhile needs none.
    if (error instanceof EngineError && (error.code === "dataset-not-found" || error.code === "shutting-down")) return;
    this.#ports.logger.warn("profile-not-submitted", { message: String(error) });
  }
}

function isUnderWay(state: Profiling["state"]): boolean {
  return state === "pending" || state === "running" || state === "retrying";
}

function stepsOf({ dataset }: OpenDataset): number {
  return dataset.series.reduce((sum, { values }) => sum + values.length, 0);
}

function nothingOf(dataset: string, state: "none" | "unkept", series: number): DatasetProfiling {
  const counts = { series, summarised: 0, profiled: 0, failed: 0, share: 0 };
  return {
    progress: { dataset, state, job: null, ...counts, etaSeconds: null, error: null },
    overall: null,
    correlations: null,
  };
}
