import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { FromJobs, ProfiledSeries, SubmittedSearch, ToJobs } from "#contract/worker";
import { EngineError } from "#domain/errors";
import { type SearchRequest, usualSearch } from "#domain/job";
import type { ModelFrequencies } from "#domain/model";
import { DatasetRegistry } from "#main/datasets";
import { FakeProcess } from "../processes/process-fixtures.ts";
import { datasetOf, regularSeries } from "../datasets/ingest-fixtures.ts";
import { Jobs, type JobsOptions } from "./jobs.ts";

vi.mock("electron", () => ({}));

let folder: string;
beforeEach(() => {
  vi.useFakeTimers();
  folder = mkdtempSync(join(tmpdir(), "fantail-jobs-"));
});
afterEach(() => {
  vi.useRealTimers();
  rmSync(folder, { recursive: true });
});

type Process = FakeProcess<ToJobs | { readonly type: "port" }, FromJobs>;

const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };
const values = Float64Array.from({ length: 30 }, (_, step) => step);

/** A base model, one for hours only, and one that can't be loaded; a queue that takes everything. */
function create(runsFor: JobsOptions["runsFor"] = "window", defaultModel = "base") {
  const processes: Process[] = [];
  const submitted: SubmittedSearch[] = [];
  /** Series of profiles, as they were sent. */
  const held: (readonly ProfiledSeries[])[] = [];
  const onHeld = { run: (): void => undefined };
  const order: string[] = [];
  const changed: number[] = [];
  const loaded: string[] = [];
  const datasets = new DatasetRegistry();
  const files = new Map<string, ModelFrequencies>([
    ["base", "any"],
    ["hourly", ["hour"]],
    ["broken", "any"],
  ]);
  const jobs = new Jobs({
    entries: { jobs: "/jobs.js", search: "/search.js" },
    folder,
    version: "1",
    runsFor,
    maxProcesses: 2,
    datasets,
    neural: { get: () => Promise.reject(new Error("not asked")) },
    models: {
      list: () => [...files.keys()].map((id) => ({ id })),
      defaultModel: () => defaultModel,
      nameOf: (id) => `Model ${id}`,
      load: async (id) => {
        if (id === "broken") throw new EngineError("model-damaged", "Damaged.");
        loaded.push(id);
      },
      find: (id) => {
        const frequencies = files.get(id);
        if (frequencies === undefined || !loaded.includes(id)) return undefined;
        return { sha256: `hash ${id}`, executionProvider: "cpu", maxHorizonSteps: 64, frequencies };
      },
    },
    logger: silent,
    now: () => Date.now(),
    onChanged: (list) => changed.push(list.length),
    onProfileChanged: ({ dataset }) => order.push(`profile of ${dataset}`),
    onNotice: () => undefined,
    fork: (_entry, { name }) => {
      const next: Process = new FakeProcess(name);
      processes.push(next);
      next.onPosted = (message) => {
        if (message.type === "open") next.say({ type: "opened", id: message.id, notice: null });
        if (message.type === "list") next.say({ type: "listed", id: message.id, jobs: [] });
        if (message.type === "hold") {
          held.push(message.series);
          onHeld.run();
          next.say({ type: "done", id: message.id });
        }
        if (message.type !== "submit") return;
        submitted.push(message.submission as SubmittedSearch);
        next.say({ type: "submitted", id: message.id, submitted: { job: "j", isMerged: false } });
      };
      const end = next.end.bind(next);
      next.end = (code) => {
        order.push(name);
        end(code);
      };
      return next;
    },
    createChannel: () => [{ close: () => undefined }, { close: () => undefined }],
  });
  return { jobs, datasets, processes, submitted, held, onHeld, changed, loaded, order };
}

function request(series: readonly string[], more: Partial<SearchRequest> = {}): SearchRequest {
  return {
    targets: series.map((id) => ({ dataset: "h", series: id })),
    ...usualSearch,
    horizon: 4,
    priority: "user",
    batch: null,
    ...more,
  };
}

function open(datasets: DatasetRegistry): void {
  datasets.open(
    datasetOf("h", regularSeries("a", values), regularSeries("b", values, { unit: "hour" })),
    {},
    {
      name: "a.csv",
    },
  );
}

async function settle(): Promise<void> {
  await vi.advanceTimersByTimeAsync(0);
}

test("a search takes copies of its series along, with the seasons that are usual for them, and the default model", async () => {
  const { jobs, datasets, submitted } = create();
  open(datasets);
  await expect(jobs.submit(request(["b", "a"]))).resolves.toEqual({ job: "j", isMerged: false });
  const [search] = submitted;
  expect(search).toMatchObject({
    name: "a.csv",
    dataset: "h",
    settings: { horizon: 4, metric: "MASE", models: null },
    models: [{ id: "base", name: "Model base", sha256: "hash base", executionProvider: "cpu", maxHorizonSteps: 64 }],
    priority: "user",
    batch: null,
    whenLost: "continue",
  });
  expect(search?.series.map(({ id, usualSeasons }) => [id, usualSeasons.includes(24)])).toEqual([
    ["b", true],
    ["a", false],
  ]);
  expect(search?.series[0]?.values).toEqual(values);
  expect(search?.series[0]?.values.buffer).not.toBe(values.buffer);
  expect(search?.settings).not.toHaveProperty("targets");
});

test("the grid has no models with a file; named ones are loaded, and those for other steps left out", async () => {
  const { jobs, datasets, submitted, loaded } = create();
  open(datasets);
  await jobs.submit(request(["a"], { preset: "full" }));
  expect([submitted[0]?.models, loaded]).toEqual([[], []]);
  await jobs.submit(request(["a"], { models: ["ets", "hourly"] }));
  await jobs.submit(request(["a", "b"], { models: ["ets", "hourly"] }));
  expect(submitted.slice(1).map(({ models }) => models.map(({ id }) => id))).toEqual([[], ["hourly"]]);
});

test("a model that can't be loaded is missing where it was not named, and an error where it was", async () => {
  const { jobs, datasets, submitted } = create("window", "broken");
  open(datasets);
  await jobs.submit(request(["a"]));
  expect(submitted[0]?.models).toEqual([]);
  await expect(jobs.submit(request(["a"], { models: ["broken"] }))).rejects.toMatchObject({ code: "model-damaged" });
});

test("a search is over series of one open file", async () => {
  const { jobs, datasets, processes } = create();
  await expect(jobs.submit(request(["a"]))).rejects.toMatchObject({ code: "dataset-not-found" });
  open(datasets);
  await expect(jobs.submit(request(["x"]))).rejects.toMatchObject({ code: "series-not-found" });
  await expect(jobs.submit(request([]))).rejects.toMatchObject({ code: "wrong-arguments" });
  const targets = [
    { dataset: "h", series: "a" },
    { dataset: "other", series: "a" },
  ];
  await expect(jobs.submit(request([], { targets }))).rejects.toMatchObject({ code: "wrong-arguments" });
  expect(processes).toEqual([]);
});

test("whoever never searched needs no process: neither for a list nor at the start", async () => {
  const { jobs, processes } = create();
  jobs.resumeLater();
  await expect(jobs.list()).resolves.toEqual([]);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(processes).toEqual([]);
});

test("a queue that is there is gone on with, once the window has had its time", async () => {
  const { jobs, processes } = create();
  writeFileSync(join(folder, "jobs.sqlite"), "");
  jobs.resumeLater();
  await vi.advanceTimersByTimeAsync(1_000);
  expect(processes).toEqual([]);
  await vi.advanceTimersByTimeAsync(5_000);
  expect(processes[0]?.posted).toMatchObject([{ type: "open", folder, repairs: true }]);
});

test("a queue that is looked at is not run before the window has had its time, unless somebody wants it to", async () => {
  const { jobs, processes } = create();
  writeFileSync(join(folder, "jobs.sqlite"), "");
  jobs.resumeLater();
  await jobs.list();
  const types = (): unknown[] =>
    processes[0]?.posted.map((one) => [one.type, "jobs" in one ? one.jobs : undefined]) ?? [];
  expect(types()).toEqual([
    ["open", undefined],
    ["run-only", []],
    ["list", undefined],
  ]);
  await vi.advanceTimersByTimeAsync(5_000);
  expect(types().slice(3)).toEqual([["run-only", null]]);

  const other = create();
  other.jobs.resumeLater();
  await other.jobs.list();
  void other.jobs.change("j", "resume").catch(() => undefined);
  const posted = other.processes[0]?.posted.map(({ type }) => type);
  expect(posted?.slice(2)).toEqual(["list", "run-only", "change"]);
});

test("a command runs its own jobs only, repairs nothing, and leaves them paused", async () => {
  const { jobs, datasets, processes, submitted } = create("command");
  writeFileSync(join(folder, "jobs.sqlite"), "");
  jobs.resumeLater();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(processes).toEqual([]);
  open(datasets);
  await jobs.submit(request(["a"]));
  expect(submitted[0]?.whenLost).toBe("pause");
  void jobs.runOnly(["j"]).catch(() => undefined);
  expect(processes[0]?.posted).toMatchObject([
    { type: "open", repairs: false },
    { type: "run-only", jobs: [] },
    { type: "submit" },
    { type: "run-only", jobs: ["j"] },
  ]);
});

test("search processes come and go as the queue says, and end with its process", async () => {
  const { jobs, datasets, processes, changed } = create();
  const heard: number[] = [];
  const unlisten = jobs.listen((list) => heard.push(list.length));
  open(datasets);
  await jobs.submit(request(["a"]));
  const [queue] = processes;
  queue?.say({ type: "wanted-workers", count: 8 });
  await settle();
  expect(processes.map(({ name }) => name)).toEqual(["jobs", "search-1", "search-2"]);
  expect(queue?.posted.slice(-2)).toEqual([
    { type: "worker", worker: 1 },
    { type: "worker", worker: 2 },
  ]);
  queue?.say({ type: "end-worker", worker: 2 });
  await settle();
  expect(queue?.posted.slice(-2)).toEqual([
    { type: "worker-gone", worker: 2, error: null },
    { type: "worker", worker: 3 },
  ]);
  queue?.say({ type: "changed", jobs: [], removed: [] });
  unlisten();
  queue?.say({ type: "changed", jobs: [], removed: [] });
  expect([heard, changed]).toEqual([[0], [0, 0]]);
  queue?.end(1);
  await settle();
  expect(processes.filter(({ isGone }) => !isGone)).toEqual([]);
  // The next one has the queue, and no work until it says so.
  await vi.advanceTimersByTimeAsync(1_000);
  expect(processes.filter(({ isGone }) => !isGone).map(({ name }) => name)).toEqual(["jobs"]);
});

test("says how long trials of search processes took", async () => {
  const { jobs, datasets, processes } = create();
  open(datasets);
  await jobs.submit(request(["a"]));
  expect(jobs.trialLatency().count).toBe(0);
  processes[0]?.say({ type: "trials-took", ms: [10, 20] });
  processes[0]?.say({ type: "trials-took", ms: [3000] });
  const { count, p50, p99 } = jobs.trialLatency();
  expect([count, p99]).toEqual([3, 3000]);
  expect(p50).toBeGreaterThanOrEqual(20);
  expect(p50).toBeLessThan(25);
});

test("at the end the queue puts its jobs back before their processes end", async () => {
  const { jobs, datasets, processes, order } = create();
  open(datasets);
  await jobs.submit(request(["a"]));
  processes[0]?.say({ type: "wanted-workers", count: 1 });
  await settle();
  await jobs.stop(500);
  expect(order).toEqual(["jobs", "search-1"]);
  expect(jobs.health().map(({ name, state }) => [name, state])).toEqual([
    ["jobs", "stopped"],
    ["search", "stopped"],
  ]);
});

test("a profile is submitted with all series of the dataset, a few at a time", async () => {
  const { jobs, datasets, held, submitted } = create();
  const series = Array.from({ length: 1_100 }, (_, at) => regularSeries(`s${at}`, values));
  const long = regularSeries("long", new Float64Array(600_000));
  datasets.open(datasetOf("many", ...series, long, regularSeries("last", values)), {}, { name: "many.csv" });
  await expect(jobs.submitProfile("many", "import")).resolves.toEqual({ job: "j", isMerged: false });
  expect(held.map((portion) => portion.length)).toEqual([250, 250, 250, 250, 100, 1, 1]);
  expect(held[0]?.[3]).toEqual({
    id: "s3",
    values,
    usualSeasons: expect.any(Array) as number[],
    grid: { frequency: { unit: "day", count: 1 }, startMs: expect.any(Number) as number },
  });
  expect(submitted[0]).toMatchObject({
    ...{ kind: "profile", name: "many.csv", dataset: "many", series: 1_102, priority: "import", whenLost: "continue" },
  });
  await jobs.stop(0);
});

test("of a file that is closed while its series are sent nothing is submitted", async () => {
  const { jobs, datasets, held, onHeld, submitted } = create();
  const owner = {};
  const series = Array.from({ length: 1_100 }, (_, at) => regularSeries(`s${at}`, values));
  datasets.open(datasetOf("many", ...series), owner);
  onHeld.run = () => void datasets.close("many", owner);
  await expect(jobs.submitProfile("many", "import")).rejects.toMatchObject({ code: "dataset-not-found" });
  expect(held).toHaveLength(1);
  expect(submitted).toEqual([]);
  await jobs.stop(0);
});

test("who never had a queue has no profile, and no process is started to say so", async () => {
  const { jobs, processes } = create();
  expect(await jobs.profiling("h")).toBeNull();
  expect(await jobs.profileRows("h", "")).toEqual({ rows: [], next: "", isMore: false });
  expect(await jobs.seriesProfile("h", "a")).toBeNull();
  await jobs.forgetProfiles(null);
  expect(processes).toEqual([]);
});
