import { expect, test } from "vitest";
import { createClient } from "../bridge/index.ts";
import { FakeApi } from "../bridge/fixtures.ts";
import { createView } from "../context/index.ts";
import { notifyEnds } from "./end-notices.ts";
import { jobOf } from "./fixtures.ts";
import { createJobs } from "./jobs.ts";
import { createResults } from "./results.ts";

async function setUp() {
  const running = ["a", "b"].map((id) => jobOf(id, { state: "running" }));
  const api = new FakeApi().always("jobs:list", () => ({ ok: true, value: running }));
  const client = createClient(api);
  const view = createView();
  const said = new Set<string>();
  const notify = (_level: string, message: string) => {
    said.add(message);
    return () => void said.delete(message);
  };
  const jobs = createJobs(client, notify);
  await jobs.load();
  const results = createResults(client, jobs, view);
  notifyEnds(jobs, results, view, notify);
  const end = (id: string, state: "completed" | "failed"): void =>
    api.emit({ name: "jobs:changed", payload: { jobs: [jobOf(id, { state })], removed: [] } });
  return { view, results, end, notices: () => [...said] };
}

const done = (id: string): string => `The search for ${id}.csv is done: 0 trials.`;

test("a result that is opened from elsewhere takes back what was said of its search, and of no other", async () => {
  const { results, end, notices } = await setUp();
  end("a", "completed");
  end("b", "completed");
  expect(notices()).toEqual([done("a"), done("b")]);
  results.open("b");
  expect(notices()).toEqual([done("a")]);
});

test("a result that is on screen already is not announced; that of another search is, and so is a failure", async () => {
  const { results, view, end, notices } = await setUp();
  results.open("a");
  end("a", "completed");
  expect(notices()).toEqual([]);
  end("b", "completed");
  expect(notices()).toEqual([done("b")]);
  const failing = await setUp();
  failing.results.open("a");
  failing.end("a", "failed");
  expect(failing.notices()).toHaveLength(1);
  expect(view.getState().dialog).toBe("result");
});

test("a result that was looked at before and closed again is announced", async () => {
  const { results, view, end, notices } = await setUp();
  results.open("a");
  view.setState({ dialog: null });
  end("a", "completed");
  expect(notices()).toEqual([done("a")]);
});
