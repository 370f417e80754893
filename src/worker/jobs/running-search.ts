import type { JobModel, PastForecasts } from "#contract/worker";
import { EngineError, type AppError } from "#domain/errors";
import { parseMethod } from "#domain/method";
import type { PastScore } from "#domain/score";
import { forecasters } from "#engine/forecasters/catalogue";
import { formatDuration, plural } from "#engine/format";
import { type PlannedTrial, type RemainingWork, SearchPlan } from "#engine/search";
import { finishedOf } from "./finished-trial.ts";
import { retryDelaysMs, type KeyedTrial, type LoadedSearch } from "./job-store.ts";
import { resultKey } from "./keys.ts";
import { ReadyTrials } from "./ready-trials.ts";
import { type Ending, type ForecastsOutcome, type RunningJob, type RunningOptions, Unwritten } from "./running-job.ts";
import type { Answer, Batch, HeldSeries, Task, TaskOwner } from "./search-workers.ts";

/** A trial of a search that runs here. */
interface SearchTask extends Task {
  readonly planned: PlannedTrial;
  readonly series: HeldSeries;
  readonly method: string;
  readonly forecaster: string;
  readonly origins: readonly number[];
  readonly byStep: boolean;
  readonly key: string;
  /** What a model with a file forecast there. */
  readonly given?: PastForecasts;
  /** What the forecasts took that came with it. */
  readonly givenSeconds: number;
}

/** Of a single fit. */
export const fitLimitMs = 30_000;
/** What a process may take for a trial beyond the limits of its fits. */
const graceMs = 5_000;
/** Planning gives way to messages after so long. */
const planForMs = 40;
/** Trials that wait here rather than in the plan. */
const maxReady = 1_000;
/** Forecasts of models with a file that wait to be scored, at most: each is a megabyte or so. */
const maxGiven = 4;

/** Errors of main's models that have nothing to do with the trial: the same may succeed a little later. */
const passingCodes: readonly AppError["code"][] = [
  "worker-crashed",
  "worker-unavailable",
  "damaged-in-transit",
  "device-changed",
  "queue-full",
  "shutting-down",
  "cancelled",
];

/** A leased search: what it plans is handed out, and what comes back is written and planned with. */
export class RunningSearch implements RunningJob, TaskOwner<SearchTask> {
  readonly begins: string;
  readonly #options: RunningOptions;
  readonly #loaded: LoadedSearch;
  readonly #unwritten: Unwritten<KeyedTrial>;
  readonly #plan: SearchPlan;
  readonly #ready = new ReadyTrials<SearchTask>();
  /** Trials whose forecasts main is still to be asked for. */
  readonly #wanted: SearchTask[] = [];
  #asked: { readonly number: number; readonly task: SearchTask; readonly sinceMs: number } | null = null;
  /** Main could not make forecasts, for a reason that may pass: it is asked again later, and later with every failure in a row. */
  #refused: { readonly error: AppError; readonly times: number; readonly askAgainMs: number } | null = null;
  /** The plan has no trial to hand out before another has ended. */
  #isPlannedOut = false;
  #writtenTotal = -1;
  #inHand = 0;
  /** The most that has been waiting or in hand at once. */
  #peak = 0;
  #isSelectionOver = false;
  #isStopped = false;

  constructor(loaded: LoadedSearch, options: RunningOptions) {
    this.#options = options;
    this.#loaded = loaded;
    this.#unwritten = new Unwritten(loaded, options.now);
    this.#plan = new SearchPlan(loaded.settings, loaded.series, forecasters, loaded.models);
    let before = 0;
    for (const place of loaded.series.keys()) {
      for (const trial of options.store.ended(loaded.id, place)) {
        this.#plan.finish(finishedOf(trial));
        before += 1;
      }
    }
    this.begins = before === 0 ? "Started." : `Goes on; ${before} trials had ended before.`;
    this.#endSelection();
  }

  get id(): string {
    return this.#loaded.id;
  }

  /** Processes that there would be work for. It does not sink while the search runs: a round that ends is followed by another. */
  get wantedWorkers(): number {
    return this.#peak;
  }

  /** Whatever there was to try has been tried. */
  get isDone(): boolean {
    return this.#plan.isComplete;
  }

  get runningSeconds(): number {
    return this.#unwritten.runningSeconds;
  }

  /** It has failed where not one method could be fitted to any series. */
  ending(): Ending {
    const { completed, failed, timedOut } = this.#plan.totals();
    const parts = [
      plural(completed, "trial", "trials"),
      ...(failed === 0 ? [] : [`${failed} failed`]),
      ...(timedOut === 0 ? [] : [`${timedOut} took too long`]),
    ];
    const trials = `${parts.join(", ")} in ${formatDuration(this.runningSeconds * 1000)}.`;
    if (completed > 0) return { text: `Completed: ${trials}`, error: null, isForgotten: false };
    const text = `No method could be fitted: ${trials}`;
    return { text, error: { code: "series-too-short", message: text }, isForgotten: false };
  }

  get etaSeconds(): number | null {
    return this.#secondsOf(this.#plan.totals().remainingByCost);
  }

  #secondsOf(work: readonly RemainingWork[]): number | null {
    let [here, inMain] = [0, 0];
    for (const { isNeural, seconds } of work) {
      if (seconds === null) return null;
      if (isNeural) inMain += seconds;
      else here += seconds;
    }
    // The models of main work beside the search processes, one trial after the other.
    return Math.max(here / Math.max(1, this.#options.workers.count), inMain);
  }

  current(): readonly string[] {
    const here = this.#options.workers.current().filter(({ job }) => job === this.id);
    return [...here, ...(this.#asked === null ? [] : [this.#asked.task])].map(({ about }) => about());
  }

  pump(): void {
    if (this.#isStopped) return;
    this.#planMore();
    this.#handOut();
    this.#askMain();
  }

  answered(task: SearchTask, answer: Answer): void {
    if (this.#isStopped) return;
    this.#inHand -= 1;
    const seconds = task.givenSeconds + answer.seconds;
    if (answer.type === "failed") {
      this.#end(task, answer.isTimeout ? "timed-out" : "failed", { seconds, error: answer.error });
    } else if (answer.type === "finished") {
      this.#options.costs.measured(task.forecaster, task.origins.length, answer.seconds);
      this.#options.onTrial(1000 * answer.seconds);
      this.#end(task, "finished", { seconds, past: answer.past, parameters: answer.parameters });
    }
  }

  returned(tasks: readonly SearchTask[]): void {
    if (this.#isStopped) return;
    this.#inHand -= tasks.length;
    this.#ready.putBack(tasks, (task) => this.#options.workers.isSuspect(task));
  }

  /** All that is left to do now needs forecasts that main could not make. */
  get stalledBy(): AppError | null {
    const isIdle = this.#isPlannedOut && this.#ready.size === 0 && this.#inHand === 0;
    return isIdle && this.#isToWait() ? (this.#refused?.error ?? null) : null;
  }

  forecastsCame(number: number, outcome: ForecastsOutcome): void {
    const asked = this.#asked;
    if (asked?.number !== number) return;
    this.#asked = null;
    const nowMs = this.#options.now();
    const givenSeconds = (nowMs - asked.sinceMs) / 1000;
    if (!outcome.ok && passingCodes.includes(outcome.error.code)) {
      this.#wanted.unshift(asked.task);
      const times = (this.#refused?.times ?? 0) + 1;
      const delayMs = retryDelaysMs[Math.min(times, retryDelaysMs.length) - 1] as number;
      this.#refused = { error: outcome.error, times, askAgainMs: nowMs + delayMs };
      return;
    }
    this.#refused = null;
    if (outcome.ok) this.#ready.addFirst({ ...asked.task, given: outcome.forecasts, givenSeconds });
    else this.#end(asked.task, "failed", { seconds: givenSeconds, error: outcome.error });
  }

  flush(isForced: boolean): void {
    const { total } = this.#plan;
    if (!isForced && !this.#unwritten.isDue && total === this.#writtenTotal) return;
    this.#unwritten.write((trials, ranMs) => this.#options.store.record(this.id, trials, total, ranMs));
    this.#writtenTotal = total;
  }

  stop(): void {
    this.#isStopped = true;
    this.#options.workers.abandon(this.id);
    if (this.#asked !== null) this.#options.unwant(this.#asked.number);
    this.#asked = null;
  }

  #planMore(): void {
    const { now, store } = this.#options;
    const untilMs = now() + planForMs;
    this.#endSelection();
    while (this.#ready.size < maxReady && now() < untilMs) {
      const planned = this.#plan.next();
      this.#isPlannedOut = planned === null;
      if (planned === null) break;
      const task = this.#taskOf(planned);
      const past = store.knownScores(task.key, task.origins);
      if (past !== null) this.#end(task, "finished", { seconds: 0, past, isReused: true });
      else if (planned.isNeural) this.#wanted.push(task);
      else this.#ready.add(task);
    }
    const waiting = this.#ready.size + this.#wanted.length + this.#inHand + (this.#asked === null ? 0 : 1);
    this.#peak = Math.max(this.#peak, waiting);
  }

  /** Once the time that a search may take is over but for its last stage, only that is left. What waits here goes back. */
  #endSelection(): void {
    const { budget } = this.#loaded.settings;
    if (this.#isSelectionOver || budget === null || !("seconds" in budget)) return;
    if (this.runningSeconds + (this.#secondsOf(this.#plan.dueByCost()) ?? 0) < budget.seconds) return;
    this.#isSelectionOver = true;
    this.#options.logs.add(this.id, "What is left of its time is for checking the best.");
    for (const { planned } of [...this.#ready.clear(), ...this.#wanted.splice(0)]) this.#plan.giveBack(planned);
    this.#plan.endSelection();
  }

  #handOut(): void {
    const { workers, costs } = this.#options;
    for (const { id, series } of workers.idle()) {
      const tasks = this.#ready.take(series, costs);
      const [first] = tasks;
      if (first === undefined) return;
      this.#inHand += tasks.length;
      workers.hand(id, this.#batchOf(first.series, tasks));
    }
  }

  /** @param tasks of this series */
  #batchOf(series: HeldSeries, tasks: readonly SearchTask[]): Batch<SearchTask> {
    const { horizon } = this.#loaded.settings;
    return {
      tasks,
      series: [series],
      owner: this,
      message: (ids) => ({
        type: "trials",
        series: series.sha256,
        trials: tasks.map(({ method, origins, byStep, given }, at) => ({
          id: ids[at] as number,
          method,
          origins,
          horizon,
          fitLimitMs,
          byStep,
          ...(given === undefined ? {} : { given }),
        })),
      }),
    };
  }

  #askMain(): void {
    const { want, now, nextTask } = this.#options;
    if (this.#asked !== null || this.#isToWait() || this.#ready.given >= maxGiven) return;
    const task = this.#wanted.shift();
    if (task === undefined) return;
    const { id: model, sha256, executionProvider } = this.#modelOf(task);
    const number = nextTask();
    this.#asked = { number, task, sinceMs: now() };
    const { id, sha256: content, values, usualSeasons } = task.series;
    want({
      task: number,
      dataset: this.#loaded.dataset,
      series: { id, sha256: content, values, usualSeasons },
      model: { id: model, sha256, executionProvider },
      horizon: this.#loaded.settings.horizon,
      origins: task.origins,
    });
  }

  #isToWait(): boolean {
    return this.#refused !== null && this.#options.now() < this.#refused.askAgainMs;
  }

  #modelOf({ forecaster }: SearchTask): JobModel {
    const model = this.#loaded.models.find(({ id }) => id === forecaster);
    if (model === undefined) throw new EngineError("internal", `The search has no model "${forecaster}".`);
    return model;
  }

  #taskOf(planned: PlannedTrial): SearchTask {
    const loaded = this.#loaded;
    const { method, origins } = planned;
    const series = loaded.series[planned.series] as HeldSeries;
    const byStep = planned.stage === "held-out";
    return {
      job: loaded.id,
      // Every origin is a fit with a limit of its own; one more, and some time besides, is more than there is any use for.
      limitMs: fitLimitMs * (origins.length + 1) + graceMs,
      what: "The fit",
      about: () => `${this.#nameOf(method)} on ${series.id}`,
      planned,
      series,
      method,
      forecaster: parseMethod(method).forecaster,
      origins,
      byStep,
      key: resultKey(loaded, planned, byStep),
      givenSeconds: 0,
    };
  }

  #end(
    { planned, key }: SearchTask,
    outcome: KeyedTrial["outcome"],
    {
      seconds,
      past = [],
      parameters = null,
      error = null,
      isReused = false,
    }: {
      readonly seconds: number;
      readonly past?: readonly PastScore[];
      readonly parameters?: KeyedTrial["parameters"];
      readonly error?: AppError | null;
      readonly isReused?: boolean;
    },
  ): void {
    const { series, method, stage, origins } = planned;
    const trial = { series, method, stage, outcome, seconds, origins, past, parameters, error, isReused };
    this.#unwritten.add({ ...trial, isCounted: stage !== "held-out", key });
    this.#plan.finish(finishedOf(trial));
    if (error !== null) {
      const name = this.#loaded.series[series]?.id ?? "";
      this.#options.logs.add(this.id, `${this.#nameOf(method)} on ${name}: ${error.message}`);
    }
  }

  /** A method as people read it. */
  #nameOf(id: string): string {
    const method = parseMethod(id);
    return forecasters.has(method.forecaster)
      ? forecasters.methodName(method)
      : (this.#loaded.models.find((model) => model.id === method.forecaster)?.name ?? id);
  }
}
