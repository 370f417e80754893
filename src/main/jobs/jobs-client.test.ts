import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { FromJobs, ToJobs } from "#contract/worker";
import type { AppError } from "#domain/errors";
import { FakeProcess } from "../processes/process-fixtures.ts";
import { JobsClient } from "./jobs-client.ts";

vi.mock("electron", () => ({}));

type Process = FakeProcess<ToJobs, FromJobs>;

const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };

/** Processes that open their file, and answer nothing else by themselves. */
function create({ notice = null as AppError | null, opens = true } = {}) {
  const processes: Process[] = [];
  const told: string[] = [];
  const client = new JobsClient(
    {
      entry: "/jobs.js",
      folder: "/data",
      version: "1",
      repairs: true,
      logger: silent,
      now: () => Date.now(),
      fork: () => {
        const next: Process = new FakeProcess("jobs");
        next.onPosted = (message) => {
          if (message.type === "open" && opens) next.say({ type: "opened", id: message.id, notice });
        };
        processes.push(next);
        return next;
      },
    },
    {
      onNotice: ({ message }) => told.push(`notice: ${message}`),
      onChanged: (jobs, removed) => told.push(`changed ${jobs.length} ${removed.length}`),
      onTrialsTook: (ms) => told.push(`took ${ms.join()}`),
      onProfileChanged: ({ dataset }) => told.push(`profile of ${dataset}`),
      onWantedWorkers: (count) => told.push(`workers ${count}`),
      onEndWorker: (worker) => told.push(`end ${worker}`),
      onForecastsWanted: ({ task }) => told.push(`wanted ${task}`),
      onForecastsUnwanted: (task) => told.push(`unwanted ${task}`),
      onDown: () => told.push("down"),
    },
  );
  const current = (): Process => {
    const last = processes.at(-1);
    if (last === undefined) throw new Error("nothing was started");
    return last;
  };
  const asked = <T extends ToJobs["type"]>(type: T): Extract<ToJobs, { type: T }> => {
    const last = current().asked(type).at(-1);
    if (last === undefined) throw new Error(`no ${type}`);
    return last;
  };
  return { client, processes, told, current, asked };
}

async function settle(): Promise<void> {
  await vi.advanceTimersByTimeAsync(0);
}

async function nextProcess(): Promise<void> {
  await vi.advanceTimersByTimeAsync(5_000);
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test("the first request starts the process, which opens its file before anything else", async () => {
  const { client, processes, told, current, asked } = create({ notice: { code: "internal", message: "restored" } });
  expect(processes).toEqual([]);
  const list = client.list();
  await settle();
  expect(current().posted.map(({ type }) => type)).toEqual(["open", "list"]);
  expect(asked("open")).toMatchObject({ folder: "/data", version: "1", repairs: true });
  current().say({ type: "listed", id: asked("list").id, jobs: [] });
  await expect(list).resolves.toEqual([]);
  expect(told).toEqual(["notice: restored"]);
});

test("what is not to run here is said before the process can begin with it, to each process", async () => {
  const { client, current } = create();
  await client.runOnly(["a"]);
  client.start();
  await settle();
  expect(current().posted).toMatchObject([{ type: "open" }, { type: "run-only", jobs: ["a"] }]);
});

test("what a command runs goes on in the process that follows one that died", async () => {
  const { client, current } = create();
  await client.runOnly(["a"]);
  const list = client.list();
  list.catch(() => undefined);
  await settle();
  current().end(1);
  await nextProcess();
  expect(current().posted).toMatchObject([
    { type: "open" },
    { type: "run-only", jobs: ["a"] },
    { type: "change", job: "a", to: "resume" },
    { type: "list" },
  ]);
});

test("a refusal comes as the queue words it", async () => {
  const { client, current, asked } = create();
  const change = client.change("a", "resume");
  await settle();
  current().say({
    type: "failed",
    id: asked("change").id,
    error: { code: "not-allowed", message: "It runs already." },
  });
  await expect(change).rejects.toMatchObject({ code: "not-allowed", message: "It runs already." });
});

test("a process that dies is followed by one that is asked the same again, but for changes", async () => {
  const { client, told, current, asked, processes } = create();
  const list = client.list();
  const change = client.change("a", "pause");
  change.catch(() => undefined);
  await settle();
  current().end(1);
  await expect(change).rejects.toMatchObject({ code: "worker-crashed" });
  await nextProcess();
  expect(processes).toHaveLength(2);
  expect(current().posted.map(({ type }) => type)).toEqual(["open", "list"]);
  current().say({ type: "listed", id: asked("list").id, jobs: [] });
  await expect(list).resolves.toEqual([]);
  expect(told).toEqual(["down"]);
});

test("a request that two processes died with is given up", async () => {
  const { client, current } = create();
  const list = client.list();
  list.catch(() => undefined);
  await settle();
  current().end(1);
  await nextProcess();
  current().end(1);
  await expect(list).rejects.toMatchObject({ code: "worker-crashed" });
  await nextProcess();
  expect(current().posted.map(({ type }) => type)).toEqual(["open"]);
});

test("without its file nothing is answered, and everybody hears why", async () => {
  const { client, current, asked } = create({ opens: false });
  const list = client.list();
  await settle();
  current().say({ type: "failed", id: asked("open").id, error: { code: "cannot-write", message: "No folder." } });
  await expect(list).rejects.toMatchObject({ code: "cannot-write" });
});

test("what the process wants of main is passed on", async () => {
  const { client, told, current } = create();
  client.start();
  await settle();
  current().say({ type: "wanted-workers", count: 2 });
  current().say({ type: "end-worker", worker: 3 });
  current().say({ type: "forecasts-unwanted", task: 4 });
  current().say({ type: "changed", jobs: [], removed: ["x"] });
  expect(told).toEqual(["workers 2", "end 3", "unwanted 4", "changed 0 1"]);
});

test("a search process that comes up while no jobs process runs is not attached, and its port is closed", async () => {
  const { client, current } = create();
  let closed = 0;
  const port = { close: () => void (closed += 1) };
  client.attach(1, port);
  expect(closed).toBe(1);
  client.start();
  await settle();
  client.attach(2, port);
  expect(closed).toBe(1);
  client.detach(2, { code: "worker-crashed", message: "gone" });
  expect(current().posted.slice(-2)).toMatchObject([
    { type: "worker", worker: 2 },
    { type: "worker-gone", worker: 2, error: { message: "gone" } },
  ]);
});

test("at the end the process is asked to put its jobs back, and nobody is left waiting", async () => {
  const { client, current } = create();
  const list = client.list();
  list.catch(() => undefined);
  await settle();
  const stopped = client.stop(500);
  // Search processes end meanwhile.
  client.detach(1, { code: "worker-crashed", message: "gone" });
  client.answer(1, { ok: false, error: { code: "cancelled", message: "Cancelled." } });
  await stopped;
  await expect(list).rejects.toMatchObject({ code: "shutting-down" });
  await expect(client.list()).rejects.toMatchObject({ code: "shutting-down" });
  expect(current().posted.at(-1)).toEqual({ type: "stop" });
  expect(current().isGone).toBe(true);
});
