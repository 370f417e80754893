import { usualSearch } from "#domain/job";
/** What tests of the queue start from. */
import type { SubmittedSearch } from "#contract/worker";
import type { EngineError } from "#domain/errors";
import { nothingScored, type PastScore } from "#domain/score";
import type { Logger } from "#storage/database";
import { JobStore, type EndedTrial, type KeyedTrial } from "./job-store.ts";
import { newProfile, newSearch, packProfiled, type NewJob } from "./new-job.ts";
import { openQueue } from "./open-queue.ts";
import { ProfileStore } from "./profile-store.ts";
import { QueueDatabase } from "./queue-database.ts";

export const silent: Logger = { warn: () => undefined, error: () => undefined };

export function searchOf(overrides: Partial<SubmittedSearch> = {}): SubmittedSearch {
  return {
    kind: "search",
    name: "passengers.csv",
    dataset: "d",
    series: [{ id: "passengers", values: Float64Array.from({ length: 48 }, (_, at) => at % 12), usualSeasons: [12] }],
    settings: {
      ...usualSearch,
      horizon: 12,
    },
    models: [],
    priority: "user",
    batch: null,
    whenLost: "continue",
    ...overrides,
  };
}

/** As it is put into the queue, under a key of the test's. */
export function keyed(search: SubmittedSearch, key: string): NewJob {
  return { ...newSearch(search), key };
}

/** The profile of one short series. */
export function profileJob(overrides: Partial<NewJob> = {}): NewJob {
  const grid = { frequency: { unit: "month" as const, count: 1 }, startMs: 0 };
  const series = [packProfiled({ id: "a", values: Float64Array.of(1, 2, 3), usualSeasons: [12], grid })];
  const job = { name: "a.csv", dataset: "d", priority: "import", batch: null, whenLost: "continue" } as const;
  return { ...newProfile({ kind: "profile", ...job, held: "h", series: 1 }, series), ...overrides };
}

/** Different for every seed. */
export function scoreOf(seed: number): PastScore {
  return {
    ...nothingScored,
    steps: 12,
    mase: seed + 0.5,
    symmetricErrorSum: seed / 3,
    pinballSum: seed * 2,
    absoluteActualSum: seed * 7,
    crpsSum: seed / 7,
    winklerSum: { 0.5: seed, 0.8: seed + 1, 0.95: seed + 2 },
    inside: { 0.5: 6, 0.8: 9, 0.95: 11 },
  };
}

export function trialOf(overrides: Partial<KeyedTrial> = {}): KeyedTrial {
  const method = overrides.method ?? "ets";
  const origins = overrides.origins ?? [-12, -24];
  return {
    series: 0,
    method,
    stage: "1",
    outcome: "finished",
    isCounted: true,
    isReused: false,
    seconds: 0.25,
    origins,
    past: origins.map((origin) => scoreOf(-origin)),
    parameters: null,
    error: null,
    key: `key of ${method}`,
    ...overrides,
  };
}

/** All that has ended of a job. */
export function endedIn(store: JobStore, job: string): EndedTrial[] {
  return store.load(job).series.flatMap((_series, place) => store.ended(job, place));
}

export interface TestedStore {
  readonly store: JobStore;
  readonly profiles: ProfileStore;
  readonly notice: EngineError | null;
  readonly outages: EngineError[];
}

export interface TestedStoreOptions {
  readonly folder: string;
  readonly owner: string;
  readonly wallNow?: () => number;
  readonly isAlive?: (pid: number) => boolean;
  readonly repairs?: boolean;
}

export function openStore(options: TestedStoreOptions): TestedStore {
  const { folder, owner, wallNow = () => 0, isAlive = () => true, repairs = true } = options;
  const { database, notice } = openQueue({ folder, logger: silent, wallNow, repairs });
  // Whoever has the file locked is of the same thread: there is nothing to wait for.
  database.exec("pragma busy_timeout = 0");
  const outages: EngineError[] = [];
  const file = new QueueDatabase(database, (outage) => outages.push(outage));
  const store = new JobStore({ file, owner, wallNow, isAlive });
  return { store, profiles: new ProfileStore(file, wallNow), notice, outages };
}
