import { expect, test } from "vitest";
import { createClient } from "../bridge/index.ts";
import { FakeApi, settle } from "../bridge/fixtures.ts";
import { createView } from "../context/index.ts";
import { jobOf, resultOf } from "./fixtures.ts";
import { createJobs } from "./jobs.ts";
import { createResults } from "./results.ts";

async function setUp() {
  const api = new FakeApi().always("jobs:list", () => ({ ok: true, value: [jobOf("a", { state: "running" })] }));
  const client = createClient(api);
  const view = createView();
  const jobs = createJobs(client, () => () => {});
  await jobs.load();
  const results = createResults(client, jobs, view);
  const asked = () => api.waiting.map(({ args }) => args);
  return { api, view, results, asked };
}

test("a result opens its dialog, and is ranked anew while the last one stays in sight", async () => {
  const { api, view, results, asked } = await setUp();
  results.open("a");
  expect(view.getState().dialog).toBe("result");
  expect(asked()).toEqual([{ job: "a", ranking: null }]);
  api.answer("jobs:result", { ok: true, value: resultOf("a") });
  await settle();
  results.rank({ metric: "WQL" });
  results.rank({ metric: "RMSSE" });
  expect(results.store.getState()).toMatchObject({ isLoading: true, result: { metric: "MASE" } });
  // The first is given up: the second is what is wanted now.
  expect(api.cancelled).toHaveLength(1);
  api.answer("jobs:result", { ok: true, value: resultOf("a", "WQL") });
  api.answer("jobs:result", { ok: true, value: resultOf("a", "RMSSE") });
  await settle();
  expect(results.store.getState()).toMatchObject({ isLoading: false, result: { metric: "RMSSE" } });
});

test("a failure is said and asked again; another job's result never stands for this one's", async () => {
  const { api, results } = await setUp();
  results.open("a");
  api.answer("jobs:result", { ok: true, value: resultOf("a") });
  await settle();
  results.open("b");
  expect(results.store.getState().result).toBeNull();
  api.answer("jobs:result", { ok: false, error: { code: "internal", message: "No." } });
  await settle();
  expect(results.store.getState()).toMatchObject({ error: { message: "No." }, result: null });
  results.retry();
  api.answer("jobs:result", { ok: true, value: resultOf("b") });
  await settle();
  expect(results.store.getState()).toMatchObject({ error: null, result: { job: "b" } });
});

test("a search that is looked at while it runs is asked again when it is done", async () => {
  const { api, results, asked } = await setUp();
  results.open("a");
  api.answer("jobs:result", { ok: true, value: resultOf("a") });
  await settle();
  api.emit({ name: "jobs:changed", payload: { jobs: [jobOf("a", { state: "completed" })], removed: [] } });
  expect(asked()).toEqual([{ job: "a", ranking: null }]);
});
