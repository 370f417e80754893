import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { EngineError } from "#domain/errors";
import type { DatasetProfiling, JobPriority, Profiling } from "#domain/job";
import { profileSeries } from "#engine/profile";
import { DatasetRegistry } from "#main/datasets";
import { datasetOf, regularSeries } from "../datasets/ingest-fixtures.ts";
import { Profiles, type ProfilesPorts } from "./profiles.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const values = Float64Array.from({ length: 40 }, (_, step) => Math.sin(step / 2) + step / 10);
const owner = {};

/** A queue that takes everything and computes nothing. */
function create() {
  const datasets = new DatasetRegistry();
  const submitted: (readonly [string, JobPriority])[] = [];
  const raised: (readonly [string, JobPriority])[] = [];
  const warned: string[] = [];
  const known = new Map<string, Profiling["state"]>();
  let failure: EngineError | null = null;
  const jobs: ProfilesPorts["jobs"] = {
    submitProfile: async (dataset, priority) => {
      if (failure !== null) throw failure;
      submitted.push([dataset, priority]);
      known.set(dataset, "pending");
      return { job: `job of ${dataset}`, isMerged: false };
    },
    profiling: async (dataset) => {
      const state = known.get(dataset);
      return state === undefined ? null : knownAs(dataset, state);
    },
    profileRows: async (_dataset, after) => ({ rows: [], next: after, isMore: false }),
    seriesProfile: async (dataset, id) =>
      known.get(dataset) === "completed"
        ? profileSeries({ id, frequency: { unit: "day", count: 1 }, values: new Float64Array(1) })
        : null,
    prioritise: async (job, priority) => void raised.push([job, priority]),
    profileUsage: async () => ({ items: known.size, bytes: 10 * known.size, maxBytes: 100 }),
    forgetProfiles: async (dataset) => {
      if (dataset === null) known.clear();
      else known.delete(dataset);
    },
  };
  const evaluate: ProfilesPorts["evaluate"] = {
    profile: async (series) => profileSeries(series),
    decomposition: () => Promise.reject(new Error("not asked")),
  };
  const logger = {
    info: () => undefined,
    error: () => undefined,
    warn: (_event: string, fields: object = {}) => void warned.push(JSON.stringify(fields)),
  };
  const profiles = new Profiles({ datasets, jobs, evaluate, logger, maxAheadSteps: 1_000 });
  const open = (handle: string, steps = values): void =>
    void datasets.open(datasetOf(handle, regularSeries("a", steps), regularSeries("b", values)), owner);
  const fail = (error: EngineError): void => {
    failure = error;
  };
  return { profiles, datasets, submitted, raised, warned, known, open, fail };
}

function knownAs(dataset: string, state: Profiling["state"]): DatasetProfiling {
  const job = state === "completed" || state === "none" ? null : `job of ${dataset}`;
  const counts = { series: 2, summarised: 0, profiled: 0, failed: 0, share: 0 };
  return {
    progress: { dataset, state, job, ...counts, etaSeconds: null, error: null },
    overall: null,
    correlations: null,
  };
}

/** Longer than the first forecast is given. */
const aWhile = (): Promise<unknown> => vi.advanceTimersByTimeAsync(10_000);

test("an import puts its profile into the queue a little later, and only where it is not known", async () => {
  const { profiles, submitted, known, open } = create();
  open("h");
  profiles.imported("h", "import");
  await vi.advanceTimersByTimeAsync(0);
  expect(submitted).toEqual([]);
  await aWhile();
  expect(submitted).toEqual([["h", "import"]]);
  for (const state of ["pending", "paused", "cancelled", "failed", "completed"] as const) {
    known.set("h", state);
    profiles.imported("h", "import");
    await aWhile();
  }
  expect(submitted).toHaveLength(1);
  // What was stopped half-way and cleared is begun again.
  known.set("h", "none");
  profiles.imported("h", "settings");
  await aWhile();
  expect(submitted[1]).toEqual(["h", "settings"]);
});

test("a file that is closed before its time, or only looked at, or very large, is not profiled ahead", async () => {
  const { profiles, datasets, submitted, open } = create();
  open("closed");
  profiles.imported("closed", "import");
  datasets.close("closed", owner);
  datasets.openOnce(datasetOf("once", regularSeries("a", values)), owner);
  profiles.imported("once", "import");
  open("large", new Float64Array(1_000));
  profiles.imported("large", "import");
  await aWhile();
  expect(submitted).toEqual([]);
  expect((await profiles.request("once", true)).progress).toMatchObject({ state: "unkept", series: 1 });
  expect(submitted).toEqual([]);
  await profiles.request("large", true);
  expect(submitted).toEqual([["large", "user"]]);
});

test("whoever looks at a profile has it computed first, and what the user stopped stays stopped", async () => {
  const { profiles, submitted, raised, known, open } = create();
  open("h");
  expect((await profiles.request("h", false)).progress).toMatchObject({ state: "none", series: 2 });
  expect(submitted).toEqual([]);
  const [first, second] = await Promise.all([profiles.request("h", true), profiles.request("h", true)]);
  expect(submitted).toEqual([["h", "user"]]);
  expect([first.progress.state, second.progress.state]).toEqual(["pending", "pending"]);
  expect(raised[0]).toEqual(["job of h", "user"]);
  const before = raised.length;
  for (const state of ["paused", "cancelled", "failed", "completed"] as const) {
    known.set("h", state);
    expect((await profiles.request("h", true)).progress.state).toBe(state);
  }
  expect(submitted).toHaveLength(1);
  expect(raised).toHaveLength(before);
  await expect(profiles.request("gone", true)).rejects.toMatchObject({ code: "dataset-not-found" });
});

test("one series is there at once: as it is known, or computed for whoever asks", async () => {
  const { profiles, datasets, known, open } = create();
  open("h");
  const { signal } = new AbortController();
  const steps = async (dataset: string): Promise<number> =>
    (await profiles.series({ dataset, series: "a" }, signal)).summary.steps;
  expect(await steps("h")).toBe(40);
  known.set("h", "completed");
  expect(await steps("h")).toBe(1);
  datasets.openOnce(datasetOf("once", regularSeries("a", values)), owner);
  known.set("once", "completed");
  expect(await steps("once")).toBe(40);
  await expect(profiles.series({ dataset: "h", series: "x" }, signal)).rejects.toMatchObject({
    code: "series-not-found",
  });
});

test("what goes wrong with an import's profile is in the log, unless the file was closed", async () => {
  const { profiles, warned, open, fail } = create();
  open("h");
  fail(new EngineError("dataset-not-found", "Closed."));
  profiles.imported("h", "import");
  await aWhile();
  expect(warned).toEqual([]);
  fail(new EngineError("internal", "Broken."));
  profiles.imported("h", "import");
  await aWhile();
  expect(warned).toHaveLength(1);
  // Whoever waits for it is told.
  await expect(profiles.request("h", true)).rejects.toThrow("Broken.");
});

test("nothing is submitted once the application closes", async () => {
  const { profiles, submitted, open } = create();
  open("h");
  profiles.imported("h", "import");
  profiles.stop();
  profiles.imported("h", "import");
  await aWhile();
  expect(submitted).toEqual([]);
});
