/** Main's side of the jobs process: requests with answers, and what it wants of main. */
import type { FromJobs, ProfiledSeries, Submission, ToJobs, WantedForecasts } from "#contract/worker";
import type { ProfileUsage } from "#domain/cache";
import { type AppError, EngineError } from "#domain/errors";
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
  Submitted,
} from "#domain/job";
import type { SeriesProfile } from "#domain/profile";
import type { Logger } from "#main/platform";
import {
  engineError,
  type ForkWorker,
  nextRequestId,
  workerCrashed,
  type WorkerPort,
  WorkerSupervisor,
} from "#main/processes";

export interface JobsClientOptions {
  /** Absolute path of the built jobs entry. */
  readonly entry: string;
  /** Where the queue's file is. */
  readonly folder: string;
  readonly version: string;
  /** Whether a damaged file may be set aside and replaced. */
  readonly repairs: boolean;
  readonly logger: Logger;
  /** Monotonic milliseconds. */
  readonly now: () => number;
  readonly fork?: ForkWorker;
}

export interface JobsEvents {
  /** What is wrong with the queue's file, and what was done about it. */
  readonly onNotice: (notice: AppError) => void;
  readonly onChanged: (jobs: readonly Job[], removed: readonly string[]) => void;
  readonly onTrialsTook: (ms: readonly number[]) => void;
  /** How far a dataset's profile is. */
  readonly onProfileChanged: (progress: Profiling) => void;
  /** How many search processes there is work for. */
  readonly onWantedWorkers: (count: number) => void;
  /** What this search process computes is not wanted any more, or takes too long. */
  readonly onEndWorker: (worker: number) => void;
  readonly onForecastsWanted: (wanted: WantedForecasts) => void;
  readonly onForecastsUnwanted: (task: number) => void;
  /** The process is gone, with all that it wanted; the next one wants anew. */
  readonly onDown: () => void;
}

type Answered = Extract<ToJobs, { readonly id: number }>;
/** A message without its id: of each kind of request on its own. */
type Unnumbered<T> = T extends { readonly id: number } ? Omit<T, "id"> : never;

interface OpenRequest {
  readonly message: Answered;
  readonly receive: (answer: FromJobs) => void;
  readonly reject: (error: unknown) => void;
  isSent: boolean;
  /** Processes that ended with it unanswered. */
  losses: number;
}

/** The same request is given to so many processes, one after the other. */
const maxProcesses = 2;

/**
 * The process is started with the first request, or before, and kept alive. One that dies is followed by another, which opens the
 * file again and goes on; requests are asked of it once more, but for changes of a job's state, which may have been made.
 */
export class JobsClient {
  readonly #options: JobsClientOptions;
  readonly #events: JobsEvents;
  readonly #worker: WorkerSupervisor<ToJobs, FromJobs>;
  readonly #requests = new Map<number, OpenRequest>();
  #runOnly: readonly string[] | null = null;
  /** A process takes requests. */
  #isUp = false;
  #isStarted = false;
  /** Another process had the file open before. */
  #isFollowed = false;
  #isStopped = false;

  constructor(options: JobsClientOptions, events: JobsEvents) {
    this.#options = options;
    this.#events = events;
    const { entry, logger, now, fork } = options;
    this.#worker = new WorkerSupervisor(
      { name: "jobs", entry, logger, now, ...(fork === undefined ? {} : { fork }) },
      {
        onUp: () => this.#open(),
        onDown: (exit) => this.#lose(workerCrashed("jobs", exit)),
        onMessage: (message) => this.#receive(message),
      },
    );
  }

  get isStarted(): boolean {
    return this.#isStarted;
  }

  /** Starts the process where it does not run yet. */
  start(): void {
    if (this.#isStarted || this.#isStopped) return;
    this.#isStarted = true;
    this.#worker.start().catch((error: unknown) => {
      // It goes on trying; who waits now has waited long enough.
      if (!this.#isStopped) this.#rejectAll(error);
    });
  }

  /** Series of a profile, ahead of its submission. */
  async hold(held: string, series: readonly ProfiledSeries[]): Promise<void> {
    await this.#ask({ type: "hold", held, series }, isDone);
  }

  submit(submission: Submission): Promise<Submitted> {
    return this.#ask({ type: "submit", submission }, (answer) =>
      answer.type === "submitted" ? answer.submitted : undefined,
    );
  }

  /** Null where nothing is known of the dataset, and no job is to find out. */
  async profiling(dataset: string): Promise<DatasetProfiling | null> {
    const { profiling } = await this.#ask({ type: "profiling", dataset }, (answer) =>
      answer.type === "profiling" ? answer : undefined,
    );
    return profiling;
  }

  profileRows(dataset: string, after: string): Promise<ProfiledRows> {
    return this.#ask({ type: "profile-rows", dataset, after }, (answer) =>
      answer.type === "profile-rows" ? answer.rows : undefined,
    );
  }

  /** Null where there is none yet. */
  async seriesProfile(dataset: string, series: string): Promise<SeriesProfile | null> {
    const { profile } = await this.#ask({ type: "series-profile", dataset, series }, (answer) =>
      answer.type === "series-profile" ? answer : undefined,
    );
    return profile;
  }

  async profileUsage(): Promise<ProfileUsage> {
    const { usage } = await this.#ask({ type: "profile-usage" }, (answer) =>
      answer.type === "profile-usage" ? answer : undefined,
    );
    return usage;
  }

  /** @param dataset null: all */
  async forgetProfiles(dataset: string | null): Promise<void> {
    await this.#ask({ type: "forget-profiles", dataset }, isDone);
  }

  list(): Promise<readonly Job[]> {
    return this.#ask({ type: "list" }, (answer) => (answer.type === "listed" ? answer.jobs : undefined));
  }

  /** @throws EngineError where the job's state does not allow it */
  async change(job: string, to: JobChange): Promise<void> {
    await this.#ask({ type: "change", job, to }, isDone);
  }

  /** Removes all that are final. */
  async clearFinished(): Promise<void> {
    await this.#ask({ type: "clear-finished" }, isDone);
  }

  async prioritise(job: string, priority: JobPriority): Promise<void> {
    await this.#ask({ type: "prioritise", job, priority }, isDone);
  }

  result(job: string, ranking: Ranking | null): Promise<SearchResult> {
    return this.#ask({ type: "result", job, ranking }, (answer) =>
      answer.type === "result" ? answer.result : undefined,
    );
  }

  log(job: string): Promise<readonly JobLogLine[]> {
    return this.#ask({ type: "log", job }, (answer) => (answer.type === "log" ? answer.lines : undefined));
  }

  /** Of this process and of those that follow it. Before the start, nothing else is run from the start on. */
  async runOnly(jobs: readonly string[] | null): Promise<void> {
    this.#runOnly = jobs;
    if (this.#isUp) await this.#ask({ type: "run-only", jobs }, isDone);
  }

  /** A search process, to be given trials over this port. */
  attach(worker: number, port: WorkerPort): void {
    if (this.#isUp) this.#worker.post({ type: "worker", worker }, [port]);
    else port.close();
  }

  /** @param error null where it was ended because it was not wanted */
  detach(worker: number, error: AppError | null): void {
    if (this.#isUp) this.#worker.post({ type: "worker-gone", worker, error });
  }

  /** The answer to `onForecastsWanted`. */
  answer(task: number, outcome: Extract<ToJobs, { type: "forecasts" }>["outcome"]): void {
    if (this.#isUp) this.#worker.post({ type: "forecasts", task, outcome });
  }

  /** The process puts its jobs back, and ends. */
  async stop(maxMs: number): Promise<void> {
    this.#isStopped = true;
    // It takes nothing more, and search processes end while it goes.
    this.#isUp = false;
    this.#rejectAll(closing());
    await this.#worker.stop(maxMs);
  }

  health(): ReturnType<WorkerSupervisor<ToJobs, FromJobs>["health"]> {
    return this.#worker.health();
  }

  #ask<T>(message: Unnumbered<Answered>, pick: (answer: FromJobs) => T | undefined): Promise<T> {
    if (this.#isStopped) return Promise.reject(closing());
    const { promise, resolve, reject } = Promise.withResolvers<T>();
    const id = nextRequestId();
    const receive = (answer: FromJobs): void => {
      const value = pick(answer);
      if (value === undefined) reject(new EngineError("internal", `The jobs process answered with "${answer.type}".`));
      else resolve(value);
    };
    const request: OpenRequest = { message: { ...message, id } as Answered, receive, reject, isSent: false, losses: 0 };
    this.#requests.set(id, request);
    if (this.#isUp) this.#send(request);
    else this.start();
    return promise;
  }

  #open(): void {
    const { folder, version, repairs } = this.#options;
    this.#isUp = true;
    const id = nextRequestId();
    const message: Answered = { type: "open", id, folder, version, repairs };
    this.#requests.set(id, {
      message,
      receive: (answer) => {
        if (answer.type === "opened" && answer.notice !== null) this.#events.onNotice(answer.notice);
      },
      // Without the file there is no answer to anything.
      reject: (error) => this.#rejectAll(error),
      isSent: true,
      losses: 0,
    });
    this.#worker.post(message);
    // Before anything else: what must not run here is not to begin.
    if (this.#runOnly !== null) this.runOnly(this.#runOnly).catch(() => undefined);
    // What a command runs is left paused by a process that dies. The command is still there, and waits for it.
    if (this.#isFollowed) for (const job of this.#runOnly ?? []) this.change(job, "resume").catch(() => undefined);
    this.#isFollowed = true;
    for (const request of this.#requests.values()) if (!request.isSent) this.#send(request);
  }

  #send(request: OpenRequest): void {
    request.isSent = true;
    this.#worker.post(request.message);
  }

  #receive(message: FromJobs): void {
    switch (message.type) {
      case "ready":
        break;
      case "changed":
        this.#events.onChanged(message.jobs, message.removed);
        break;
      case "trials-took":
        this.#events.onTrialsTook(message.ms);
        break;
      case "notice":
        this.#events.onNotice(message.error);
        break;
      case "profile-changed":
        this.#events.onProfileChanged(message.progress);
        break;
      case "wanted-workers":
        this.#events.onWantedWorkers(message.count);
        break;
      case "end-worker":
        this.#events.onEndWorker(message.worker);
        break;
      case "forecasts-wanted":
        this.#events.onForecastsWanted(message.wanted);
        break;
      case "forecasts-unwanted":
        this.#events.onForecastsUnwanted(message.task);
        break;
      case "failed":
        this.#reject(message.id, engineError(message.error));
        break;
      default: {
        const request = this.#requests.get(message.id);
        this.#requests.delete(message.id);
        this.#worker.markHealthy();
        request?.receive(message);
      }
    }
  }

  #lose(error: EngineError): void {
    this.#isUp = false;
    for (const [id, request] of [...this.#requests]) {
      const { type } = request.message;
      // The next process is sent its own.
      if (type === "open" || type === "run-only") {
        this.#requests.delete(id);
        if (type === "run-only") request.receive({ type: "done", id });
        continue;
      }
      const mayBeDone = type === "change" && request.isSent;
      request.isSent = false;
      request.losses += 1;
      if (mayBeDone || request.losses >= maxProcesses) this.#reject(id, error);
    }
    this.#events.onDown();
  }

  #rejectAll(error: unknown): void {
    for (const id of [...this.#requests.keys()]) this.#reject(id, error);
  }

  #reject(id: number, error: unknown): void {
    const request = this.#requests.get(id);
    this.#requests.delete(id);
    request?.reject(error);
  }
}

function isDone(answer: FromJobs): true | undefined {
  return answer.type === "done" ? true : undefined;
}

function closing(): EngineError {
  return new EngineError("shutting-down", "Fantail is closing.");
}
