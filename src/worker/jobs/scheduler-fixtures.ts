/** A scheduler with search processes and a main that do what a test says, and nothing by themselves. */
import type { FromJobs, FromSearch, SubmittedSearch, ToSearch, Trial, WantedForecasts } from "#contract/worker";
import type { AppError } from "#domain/errors";
import type { Job } from "#domain/job";
import { ownerName } from "./job-store.ts";
import { openStore, scoreOf, searchOf } from "./queue-fixtures.ts";
import { Scheduler } from "./scheduler.ts";
import type { SearchPort } from "./search-workers.ts";

/** A short series and a few forecasters, so that a search has a few dozens of trials. */
export function smallSearch(overrides: Partial<SubmittedSearch> = {}): SubmittedSearch {
  const { settings, ...rest } = searchOf();
  return {
    ...rest,
    series: [
      {
        id: "passengers",
        values: Float64Array.from({ length: 60 }, (_, at) => 20 + 5 * Math.sin((at * Math.PI) / 6) + at / 10),
        usualSeasons: [12],
      },
    ],
    settings: { ...settings, horizon: 6, origins: 3, models: ["theta", "ets", "fourier-regression", "arima"] },
    ...overrides,
  };
}

/** The same for the same method and origin, in whatever order, and different for others. */
export function lossOf(method: string, origin: number): number {
  let hash = origin;
  for (const letter of method) hash = (Math.imul(hash, 31) + letter.charCodeAt(0)) | 0;
  return (Math.abs(hash) % 1_000) / 100 + 1;
}

export class FakeSearch {
  readonly id: number;
  readonly received: ToSearch[] = [];
  readonly port: SearchPort;
  inHand: Trial[] = [];
  isOpen = true;
  #listener: (event: { readonly data: unknown }) => void = () => undefined;

  constructor(id: number) {
    this.id = id;
    this.port = {
      postMessage: (message) => {
        this.received.push(structuredClone(message));
        if (message.type === "trials") this.inHand.push(...message.trials);
      },
      on: (_event, listener) => {
        this.#listener = listener;
      },
      start: () => undefined,
      close: () => {
        this.isOpen = false;
      },
    };
  }

  get trials(): readonly Trial[] {
    return this.received.flatMap((message) => (message.type === "trials" ? message.trials : []));
  }

  /** Answers the first trial in hand. */
  answer(overrides: Partial<FromSearch> = {}): void {
    const trial = this.inHand.shift();
    if (trial === undefined) throw new Error("it has nothing in hand");
    const past = trial.origins.map((origin) => ({ ...scoreOf(1), mase: lossOf(trial.method, origin) }));
    const answer = { type: "finished", id: trial.id, past, seconds: 0.02, parameters: null, ...overrides };
    this.#listener({ data: answer });
  }
}

export class Host {
  readonly posted: FromJobs[] = [];
  readonly searches = new Map<number, FakeSearch>();
  /** Trials that any process was ever given. */
  readonly given: Trial[] = [];
  readonly wanted: WantedForecasts[] = [];
  nowMs = 0;
  /** Whenever the scheduler looks at a clock, or tells main something. */
  onClock: () => void = () => undefined;
  onPost: (message: FromJobs) => void = () => undefined;
  scheduler: Scheduler;
  readonly #folder: string;
  readonly #dead = new Set<number>();
  #pid: number;
  #lastWorker = 0;

  /** @param pid unlike that of any other host on the same folder */
  constructor(folder: string, pid = 1_000_001) {
    this.#folder = folder;
    this.#pid = pid;
    this.scheduler = this.#open();
  }

  /** The process dies, and another takes its place, in which nothing is known but what the file says. */
  kill(): void {
    this.#dead.add(this.#pid);
    this.#pid += 1;
    this.searches.clear();
    this.scheduler = this.#open();
  }

  /** Another process is gone. */
  lose(pid: number): void {
    this.#dead.add(pid);
  }

  addWorkers(count: number): FakeSearch[] {
    return Array.from({ length: count }, () => {
      this.#lastWorker += 1;
      const search = new FakeSearch(this.#lastWorker);
      this.searches.set(search.id, search);
      this.scheduler.addWorker(search.id, search.port);
      return search;
    });
  }

  /** As main does it: another takes the place of one that has ended. */
  endWorker(id: number, error: AppError | null): void {
    const search = this.searches.get(id);
    if (search === undefined) return;
    this.searches.delete(id);
    this.scheduler.workerGone(id, error);
    this.addWorkers(1);
  }

  tick(ms = 100): void {
    this.nowMs += ms;
    this.scheduler.tick();
  }

  /** Answers trials, the newest process first, until nothing is in hand or `isEnough`. */
  work(isEnough: () => boolean = () => false): void {
    for (;;) {
      const busy = [...this.searches.values()].reverse().find(({ inHand }) => inHand.length > 0);
      if (busy === undefined || isEnough()) return;
      busy.answer();
      this.tick(20);
    }
  }

  job(id: string): Job {
    const job = this.scheduler.list().find((one) => one.id === id);
    if (job === undefined) throw new Error("no such job");
    return job;
  }

  ofType<T extends FromJobs["type"]>(type: T): Extract<FromJobs, { type: T }>[] {
    return this.posted.filter((message): message is Extract<FromJobs, { type: T }> => message.type === type);
  }

  #open(): Scheduler {
    const { store } = openStore({
      folder: this.#folder,
      owner: ownerName(this.#pid),
      wallNow: () => this.nowMs,
      isAlive: (pid) => !this.#dead.has(pid),
    });
    return new Scheduler({
      store,
      post: (message) => {
        this.onPost(message);
        this.posted.push(message);
        // As main does it.
        if (message.type === "forecasts-wanted") this.wanted.push(message.wanted);
      },
      now: () => this.#look(),
      wallNow: () => this.#look(),
    });
  }

  #look(): number {
    this.onClock();
    return this.nowMs;
  }
}
