import type { SeriesOutcome, SeriesToProfile, ToSearch } from "#contract/worker";
import type { AppError } from "#domain/errors";
import type { CorrelationReport } from "#domain/profile";
import { isSameFrequency } from "#domain/series";
import { formatDuration, plural } from "#engine/format";
import type { LoadedProfile } from "./job-store.ts";
import { profileKey } from "./keys.ts";
import type { EndedSeries, SeriesCounts, SeriesStage } from "./profile-store.ts";
import { type Ending, type ForecastsOutcome, type RunningJob, type RunningOptions, Unwritten } from "./running-job.ts";
import type { Answer, Task, TaskOwner } from "./search-workers.ts";

/** Series with the same content are computed once. */
interface Work {
  readonly key: string;
  /** The first of its series among the job's. */
  readonly place: number;
  readonly series: LoadedProfile["series"][number];
  /** How many of the job's series it is. */
  readonly count: number;
}

/** A stage of some series, or what all of them have in common. */
interface ProfileTask extends Task {
  readonly stage: "summary" | "profile" | "correlate";
  /** None of the last stage. */
  readonly works: readonly Work[];
}

/** Of one series; whoever is in the middle of it looks at a clock. */
const seriesLimitMs = 30_000;
const correlateLimitMs = 60_000;
/** What a process may take beyond that before it is ended. */
const graceMs = 5_000;
/** One look at so many steps, or series, is handed out at once. */
const maxSummarySteps = 1_000_000;
const maxSummarySeries = 256;
/** Full profiles are handed out for about so long: short enough to be thrown away. */
const groupSeconds = 0.25;
const maxGroup = 64;
/** Series that are compared with each other, at most. */
const maxCorrelated = 200;
/** Shares of the stages in all of the work. */
const shares = { summary: 0.05, profile: 0.9, correlate: 0.05 } as const;
/** How much of the newest measurement goes into an estimate. */
const weight = 0.2;

/**
 * A leased profile of a dataset: one look at all series first, then the full profile of each, then what moves together. What has ended is
 * written under what it was computed from, and counts as done, whoever computed it.
 */
export class RunningProfile implements RunningJob, TaskOwner<ProfileTask> {
  readonly begins: string;
  readonly stalledBy = null;
  readonly #loaded: LoadedProfile;
  readonly #options: RunningOptions;
  readonly #unwritten: Unwritten<EndedSeries>;
  readonly #stages: Map<string, SeriesStage>;
  readonly #countOf = new Map<string, number>();
  readonly #reused: number;
  /** That wait for their first look, and for their full profile, in the order of the dataset. */
  readonly #coarse: Work[] = [];
  readonly #full: Work[] = [];
  /** Each to be alone in a process. */
  readonly #alone: ProfileTask[] = [];
  #correlation: "missing" | "in-hand" | "done";
  /** That are still to be written. */
  #report: CorrelationReport | null = null;
  #inHand = 0;
  /** Of a full profile, for each step. */
  #secondsPerStep: number | null = null;
  /** How much of it was known is written. */
  #isBegun = false;
  #isStopped = false;

  constructor(loaded: LoadedProfile, options: RunningOptions) {
    this.#loaded = loaded;
    this.#options = options;
    this.#unwritten = new Unwritten(loaded, options.now);
    const keyed = loaded.series.map((series) => ({ id: series.id, key: profileKey(series.sha256, series) }));
    for (const { key } of keyed) this.#countOf.set(key, (this.#countOf.get(key) ?? 0) + 1);
    this.#stages = options.profiles.begin(loaded.dataset, keyed);
    const seen = new Set<string>();
    for (const [place, { key }] of keyed.entries()) {
      const stage = this.#stages.get(key);
      if (seen.has(key) || isOver(stage)) continue;
      seen.add(key);
      const series = loaded.series[place] as LoadedProfile["series"][number];
      const work = { key, place, series, count: this.#countOf.get(key) ?? 1 };
      if (stage === undefined) this.#coarse.push(work);
      this.#full.push(work);
    }
    const isNeeded = loaded.series.length > 1 && options.profiles.correlations(loaded.dataset) === null;
    this.#correlation = isNeeded ? "missing" : "done";
    const { completed } = this.#counts(0);
    this.#reused = completed;
    this.begins =
      completed === 0 ? "Started." : `Goes on; ${completed} series ${completed === 1 ? "was" : "were"} known before.`;
  }

  get id(): string {
    return this.#loaded.id;
  }

  get wantedWorkers(): number {
    if (this.isDone) return 0;
    const steps = this.#full.reduce((sum, { series }) => sum + series.steps, 0);
    const groups =
      this.#secondsPerStep === null ? this.#full.length : Math.ceil((steps * this.#secondsPerStep) / groupSeconds);
    return Math.max(1, Math.min(groups, this.#full.length) + this.#inHand);
  }

  get isDone(): boolean {
    return this.#isPlannedOut && this.#inHand === 0 && this.#correlation === "done";
  }

  get runningSeconds(): number {
    return this.#unwritten.runningSeconds;
  }

  get etaSeconds(): number | null {
    if (this.#secondsPerStep === null) return null;
    const steps = this.#full.reduce((sum, { series }) => sum + series.steps, 0);
    return (steps * this.#secondsPerStep) / Math.max(1, this.#options.workers.count);
  }

  current(): readonly string[] {
    return this.#options.workers
      .current()
      .filter(({ job }) => job === this.id)
      .map(({ about }) => about());
  }

  pump(): void {
    if (this.#isStopped) return;
    for (const { id } of this.#options.workers.idle()) {
      const task = this.#next();
      if (task === null) return;
      try {
        this.#hand(id, task);
      } catch (error) {
        this.#putBack(task);
        throw error;
      }
    }
  }

  answered(task: ProfileTask, answer: Answer): void {
    if (this.#isStopped) return;
    this.#inHand -= 1;
    if (answer.type === "correlated") this.#correlated(answer.report);
    else if (answer.type === "profiled") {
      if (task.stage === "profile") this.#measure(task, answer.seconds);
      for (const [at, work] of task.works.entries()) this.#end(work, answer.outcomes[at] as SeriesOutcome);
    } else if (answer.type === "failed") this.#failed(task, answer.isTimeout, answer.error);
  }

  returned(tasks: readonly ProfileTask[]): void {
    if (this.#isStopped) return;
    this.#inHand -= tasks.length;
    for (const task of tasks) this.#putBack(task);
  }

  forecastsCame(_number: number, _outcome: ForecastsOutcome): void {
    // None were asked for.
  }

  flush(isForced: boolean): void {
    if (!isForced && !this.#unwritten.isDue && this.#report === null && this.#isBegun) return;
    const { profiles } = this.#options;
    const counts = this.#counts(this.#reused);
    if (this.#report !== null) profiles.correlated(this.#loaded.dataset, this.#report);
    this.#report = null;
    this.#isBegun = true;
    this.#unwritten.write((ended, ranMs) => profiles.record(this.id, ended, counts, ranMs));
  }

  ending(): Ending {
    const { completed, failed, timedOut } = this.#counts(0);
    this.#options.profiles.trim();
    const parts = [
      plural(completed, "series", "series"),
      ...(failed === 0 ? [] : [`${failed} failed`]),
      ...(timedOut === 0 ? [] : [`${timedOut} took too long`]),
    ];
    const what = `${parts.join(", ")} in ${formatDuration(this.runningSeconds * 1000)}.`;
    if (completed === 0) {
      const text = `No series could be profiled: ${what}`;
      return { text, error: { code: "internal", message: text }, isForgotten: false };
    }
    // Whoever wants to know of a series why it failed finds the job.
    return { text: `Completed: ${what}`, error: null, isForgotten: failed + timedOut === 0 };
  }

  stop(): void {
    this.#isStopped = true;
    this.#options.workers.abandon(this.id);
  }

  get #isPlannedOut(): boolean {
    return this.#coarse.length === 0 && this.#full.length === 0 && this.#alone.length === 0;
  }

  #next(): ProfileTask | null {
    const alone = this.#alone.shift();
    if (alone !== undefined) return alone;
    const coarse = this.#take(this.#coarse, maxSummarySeries, ({ steps }) => steps / maxSummarySteps);
    if (coarse.length > 0) return this.#taskOf("summary", coarse);
    // Of what has never been measured, one at a time.
    const perStep = this.#secondsPerStep;
    const full = this.#take(this.#full, maxGroup, ({ steps }) =>
      perStep === null ? 1 : (steps * perStep) / groupSeconds,
    );
    if (full.length > 0) return this.#taskOf("profile", full);
    if (this.#correlation !== "missing") return null;
    this.#correlation = "in-hand";
    return this.#taskOf("correlate", []);
  }

  /** @param costOf of a series, as a share of what is taken at once */
  #take(waiting: Work[], most: number, costOf: (series: Work["series"]) => number): readonly Work[] {
    let [count, cost] = [0, 0];
    for (const { series } of waiting) {
      cost += costOf(series);
      if (count > 0 && cost > 1) break;
      count += 1;
      if (count === most) break;
    }
    return waiting.splice(0, count);
  }

  #taskOf(stage: ProfileTask["stage"], works: readonly Work[]): ProfileTask {
    const [first] = works;
    const names = works.length === 1 && first !== undefined ? first.series.id : `${works.length} series`;
    return {
      job: this.id,
      limitMs: (stage === "correlate" ? correlateLimitMs : seriesLimitMs) + graceMs,
      what: "The profile",
      about: () => `${words[stage]} ${stage === "correlate" ? "all series" : names}`,
      stage,
      works,
    };
  }

  #hand(worker: number, task: ProfileTask): void {
    const { stage } = task;
    const { works, others } = stage === "correlate" ? this.#compared() : { works: task.works, others: noOthers };
    const series = works.map(({ series: { id, sha256, grid } }): SeriesToProfile => ({ id, content: sha256, ...grid }));
    const message = (id: number): ToSearch =>
      stage === "correlate"
        ? { type: "correlate", id, series, others, limitMs: correlateLimitMs }
        : { type: "profile", id, stage, series, limitMs: seriesLimitMs };
    const { store, workers } = this.#options;
    workers.hand(worker, {
      tasks: [task],
      series: store.values(
        this.id,
        works.map(({ place }) => place),
      ),
      owner: this,
      message: ([id]) => message(id as number),
    });
    this.#inHand += 1;
  }

  /** The first series with the steps of the first one. */
  #compared(): {
    readonly works: readonly Pick<Work, "place" | "series">[];
    readonly others: { readonly alike: number; readonly unlike: number };
  } {
    const all = this.#loaded.series.map((series, place) => ({ place, series }));
    const frequency = all[0]?.series.grid.frequency;
    const alike = all.filter(
      ({ series }) => frequency !== undefined && isSameFrequency(series.grid.frequency, frequency),
    );
    const works = alike.slice(0, maxCorrelated);
    return { works, others: { alike: alike.length - works.length, unlike: all.length - alike.length } };
  }

  #putBack(task: ProfileTask): void {
    if (task.stage === "correlate") this.#correlation = "missing";
    else if (task.works.length === 1) this.#alone.push(task);
    // One of them is to blame: each is looked at by itself.
    else this.#alone.push(...task.works.map((work) => this.#taskOf(task.stage, [work])));
  }

  #failed(task: ProfileTask, isTimeout: boolean, error: AppError): void {
    const [work] = task.works;
    if (task.stage === "correlate") {
      const none = { pairs: [], series: 0, pairsTested: 0, maxLag: 0 };
      this.#correlated({ ...none, notes: [`The series could not be compared: ${error.message}`] });
    } else if (task.works.length > 1 || work === undefined) this.#putBack(task);
    else this.#end(work, { ok: false, isTimeout, error });
  }

  #correlated(report: CorrelationReport): void {
    this.#correlation = "done";
    this.#report = report;
  }

  #end({ key, series, count }: Work, outcome: SeriesOutcome): void {
    // With two processes the first look at a series can end after its full profile, and says nothing new then.
    if (this.#stages.get(key) === "profile") return;
    if (!outcome.ok) {
      const { isTimeout, error } = outcome;
      this.#stages.set(key, isTimeout ? "timed-out" : "failed");
      this.#unwritten.add({ key, failure: { isTimeout, error } });
      const waiting = this.#full.findIndex((work) => work.key === key);
      if (waiting >= 0) this.#full.splice(waiting, 1);
      const name = count === 1 ? series.id : `${series.id} and ${count - 1} like it`;
      this.#options.logs.add(this.id, `${name}: ${error.message}`);
    } else if ("profile" in outcome) {
      this.#stages.set(key, "profile");
      this.#unwritten.add({ key, profile: outcome.profile });
    } else {
      this.#stages.set(key, "summary");
      this.#unwritten.add({ key, summary: outcome.summary });
    }
  }

  #measure({ works }: ProfileTask, seconds: number): void {
    const steps = works.reduce((sum, { series }) => sum + series.steps, 0);
    const own = seconds / Math.max(1, steps);
    this.#secondsPerStep =
      this.#secondsPerStep === null ? own : this.#secondsPerStep + weight * (own - this.#secondsPerStep);
  }

  #counts(reused: number): SeriesCounts {
    const counts = { total: this.#loaded.series.length, completed: 0, failed: 0, timedOut: 0, reused };
    for (const [key, stage] of this.#stages) {
      const count = this.#countOf.get(key) ?? 0;
      if (stage === "profile") counts.completed += count;
      else if (stage === "failed") counts.failed += count;
      else if (stage === "timed-out") counts.timedOut += count;
    }
    return counts;
  }
}

/** How much of all its work is done, in [0, 1]. */
export function shareOf(counts: {
  readonly series: number;
  readonly summarised: number;
  readonly profiled: number;
  readonly failed: number;
  readonly hasCorrelations: boolean;
}): number {
  const { series, summarised, profiled, failed, hasCorrelations } = counts;
  if (series === 0) return 0;
  const done = (shares.summary * summarised + shares.profile * (profiled + failed)) / series;
  return Math.min(1, done + (hasCorrelations || series === 1 ? shares.correlate : 0));
}

const words: Readonly<Record<ProfileTask["stage"], string>> = {
  summary: "First look at",
  profile: "Profile of",
  correlate: "Correlations of",
};
const noOthers = { alike: 0, unlike: 0 } as const;

function isOver(stage: SeriesStage | undefined): boolean {
  return stage !== undefined && stage !== "summary";
}
