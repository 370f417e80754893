/** A scheduler with search processes and a main that do what a test says, and nothing by themselves. */
import type {
  FromJobs,
  FromSearch,
  ProfiledSeries,
  SeriesOutcome,
  SubmittedProfile,
  SubmittedSearch,
  ToSearch,
  Trial,
  WantedForecasts,
} from "#contract/worker";
import type { AppError } from "#domain/errors";
import type { Job } from "#domain/job";
import { profileSeries, summarise } from "#engine/profile";
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

type ProfileWork = Extract<ToSearch, { type: "profile" | "correlate" }>;

/** A rising series with a season, different for every seed. */
export function profiledOf(id: string, seed: number, steps = 48): ProfiledSeries {
  const values = Float64Array.from({ length: steps }, (_, at) => seed + at / 10 + Math.sin((at * Math.PI) / 6));
  return { id, values, usualSeasons: [12], grid: { frequency: { unit: "month", count: 1 }, startMs: 0 } };
}

/** Submits the profile of a dataset, as main does it. */
export function submitProfile(
  scheduler: Scheduler,
  series: readonly ProfiledSeries[],
  overrides: Partial<SubmittedProfile> = {},
): string {
  const held = "held";
  for (const one of series) scheduler.hold(held, [one]);
  return scheduler.submit({
    kind: "profile",
    name: "many.csv",
    dataset: "d",
    held,
    series: series.length,
    priority: "import",
    batch: null,
    whenLost: "continue",
    ...overrides,
  }).job;
}

export class FakeSearch {
  readonly id: number;
  readonly received: ToSearch[] = [];
  readonly port: SearchPort;
  inHand: Trial[] = [];
  /** Of profiles. */
  profiles: ProfileWork[] = [];
  /** By the names that they came under. */
  readonly values = new Map<string, Float64Array>();
  isOpen = true;
  #listener: (event: { readonly data: unknown }) => void = () => undefined;

  constructor(id: number) {
    this.id = id;
    this.port = {
      postMessage: (message) => {
        this.received.push(structuredClone(message));
        if (message.type === "trials") this.inHand.push(...message.trials);
        if (message.type === "profile" || message.type === "correlate") this.profiles.push(message);
        if (message.type === "series") this.values.set(message.series, message.values.values);
        if (message.type === "drop") this.values.delete(message.series);
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

  /** Answers the part of a profile that it has in hand. */
  answerProfile(overrides: Partial<FromSearch> = {}): void {
    const work = this.profiles.shift();
    if (work === undefined) throw new Error("it has no profile in hand");
    const valuesOf = (content: string): Float64Array => {
      const values = this.values.get(content);
      if (values === undefined) throw new Error("the values have not come");
      return values;
    };
    this.#listener({ data: { ...outcomeOf(work, valuesOf), ...overrides } });
  }
}

/** As a search process computes it. */
function outcomeOf(work: ProfileWork, valuesOf: (content: string) => Float64Array): FromSearch {
  const { id } = work;
  if (work.type === "correlate") {
    const report = { pairs: [], series: work.series.length, pairsTested: 0, maxLag: 0, notes: [] };
    return { type: "correlated", id, report, seconds: 0.1 };
  }
  const outcomes = work.series.map(({ id: series, content, frequency }): SeriesOutcome => {
    const values = valuesOf(content);
    return work.stage === "summary"
      ? { ok: true, summary: summarise(values) }
      : { ok: true, profile: profileSeries({ id: series, frequency, values }) };
  });
  return { type: "profiled", id, outcomes, seconds: 0.02 * outcomes.length };
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

  /** The same for profiles, one job after the other. */
  workProfiles(isEnough: () => boolean = () => false): void {
    for (let idleTicks = 0; idleTicks < 3;) {
      this.tick(20);
      if (isEnough()) return;
      const busy = [...this.searches.values()].find(({ profiles }) => profiles.length > 0);
      busy?.answerProfile();
      idleTicks = busy === undefined ? idleTicks + 1 : 0;
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
    const { store, profiles } = openStore({
      folder: this.#folder,
      owner: ownerName(this.#pid),
      wallNow: () => this.nowMs,
      isAlive: (pid) => !this.#dead.has(pid),
    });
    return new Scheduler({
      store,
      profiles,
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
