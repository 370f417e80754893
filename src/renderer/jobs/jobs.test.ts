import { usualSearch } from "#domain/job";
import { expect, test } from "vitest";
import { createClient } from "../bridge/index.ts";
import { FakeApi, settle } from "../bridge/fixtures.ts";
import { jobOf, trialsOf } from "./fixtures.ts";
import { createJobs } from "./jobs.ts";

function setUp() {
  const api = new FakeApi();
  const said: (readonly [string, string])[] = [];
  const jobs = createJobs(createClient(api), (level, message) => {
    said.push([level, message]);
    return () => {};
  });
  const listed = () => jobs.store.getState().jobs.map(({ id, state }) => `${id} ${state}`);
  const requests = () => api.waiting.map(({ name, args }) => [name, args]);
  return { api, jobs, said, listed, requests };
}

test("what is said before the list has come is newer than the list", async () => {
  const { api, jobs, listed } = setUp();
  const loading = jobs.load();
  api.emit({
    name: "jobs:changed",
    payload: { jobs: [jobOf("a", { state: "running" }), jobOf("new")], removed: ["b"] },
  });
  api.emit({ name: "jobs:changed", payload: { jobs: [jobOf("a", { state: "paused" })], removed: [] } });
  expect(listed()).toEqual([]);
  api.answer("jobs:list", { ok: true, value: [jobOf("a"), jobOf("b"), jobOf("c")] });
  await loading;
  expect(listed()).toEqual(["a paused", "c pending", "new pending"]);
});

test("an action changes nothing by itself, only what main says then", async () => {
  const { api, jobs, listed, requests } = setUp();
  const loading = jobs.load();
  api.answer("jobs:list", { ok: true, value: [jobOf("a", { state: "running" })] });
  await loading;
  void jobs.change("a", "pause");
  void jobs.prioritise("a", "import");
  void jobs.clearFinished();
  expect(requests()).toEqual([
    ["jobs:change", { job: "a", to: "pause" }],
    ["jobs:prioritise", { job: "a", priority: "import" }],
    ["jobs:clear-finished", {}],
  ]);
  expect(listed()).toEqual(["a running"]);
  api.emit({ name: "jobs:changed", payload: { jobs: [jobOf("a", { state: "paused" })], removed: [] } });
  expect(listed()).toEqual(["a paused"]);
});

test("an action that fails says why; a list that fails can be asked for again", async () => {
  const { api, jobs, said } = setUp();
  const error = { code: "user-data-unavailable" as const, message: "The disk is full.", hint: "Free some room." };
  const loading = jobs.load();
  api.answer("jobs:list", { ok: false, error });
  await loading;
  expect(jobs.store.getState()).toMatchObject({ error, isLoaded: false });
  const again = jobs.load();
  expect(jobs.store.getState().error).toBeNull();
  api.answer("jobs:list", { ok: true, value: [] });
  await again;
  expect(jobs.store.getState()).toMatchObject({ error: null, isLoaded: true });

  const changing = jobs.change("a", "retry");
  api.answer("jobs:change", { ok: false, error });
  await changing;
  expect(said).toEqual([["error", "The disk is full. Free some room."]]);
});

test("pausing all asks for what goes on, and going on for what is paused", async () => {
  const { api, jobs, requests } = setUp();
  const loading = jobs.load();
  const states = ["running", "pending", "retrying", "paused", "completed", "failed", "cancelled"] as const;
  api.answer("jobs:list", { ok: true, value: states.map((state) => jobOf(state, { state })) });
  await loading;
  void jobs.pauseAll();
  void jobs.resumeAll();
  expect(requests().map(([, args]) => args)).toEqual([
    { job: "running", to: "pause" },
    { job: "pending", to: "pause" },
    { job: "retrying", to: "pause" },
    { job: "paused", to: "resume" },
  ]);
});

test("a job's end is told once, and only where it was seen under way", async () => {
  const { api, jobs } = setUp();
  const ended: string[] = [];
  jobs.onFinished(({ id, state }) => ended.push(`${id} ${state}`));
  const loading = jobs.load();
  const change = (...changed: Parameters<typeof jobOf>[]): void =>
    api.emit({ name: "jobs:changed", payload: { jobs: changed.map((one) => jobOf(...one)), removed: [] } });
  change(["before", { state: "completed" }]);
  api.answer("jobs:list", {
    ok: true,
    value: [jobOf("a", { state: "running" }), jobOf("b"), jobOf("c"), jobOf("old", { state: "completed" })],
  });
  await loading;
  change(["a", { state: "completed" }], ["b", { state: "cancelled" }], ["old", { state: "completed" }]);
  change(["a", { state: "completed", trials: trialsOf({ completed: 10 }) }], ["c", { state: "failed" }]);
  expect(ended).toEqual(["a completed", "c failed"]);
});

const search = { dataset: "d", series: null, ...usualSearch, horizon: 12, priority: "user" } as const;

test("a search that is given up before it is in the queue is cancelled once it is, unless it was there before", async () => {
  const { api, jobs, said, requests } = setUp();
  jobs.showTab("done");
  for (const isMerged of [true, false]) {
    const abort = new AbortController();
    const starting = jobs.start(search, abort.signal);
    abort.abort();
    api.answer("search:start", { ok: true, value: { job: isMerged ? "old" : "new", isMerged } });
    expect(await starting).toMatchObject({ ok: false, error: { code: "cancelled" } });
  }
  expect(requests()).toEqual([["jobs:change", { job: "new", to: "cancel" }]]);
  expect(said).toEqual([]);
  expect(jobs.store.getState().tab).toBe("done");
});

test("a search that is there already is said to be, and the list is shown where the job is", async () => {
  const { api, jobs, said } = setUp();
  jobs.showTab("done");
  const starting = jobs.start(search, new AbortController().signal);
  api.answer("search:start", { ok: true, value: { job: "a", isMerged: true } });
  await starting;
  await settle();
  expect(jobs.store.getState().tab).toBeNull();
  expect(said).toEqual([["info", "The same search is in the queue already; its result serves both."]]);
});
