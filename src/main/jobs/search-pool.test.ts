import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { MainToSearch, SearchToMain } from "#contract/worker";
import { FakeProcess } from "../processes/process-fixtures.ts";
import { SearchPool } from "./search-pool.ts";

vi.mock("electron", () => ({}));

type Process = FakeProcess<MainToSearch, SearchToMain>;

const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };

function create(maxProcesses = 2, isStubborn = false) {
  const processes: Process[] = [];
  const heaps: (number | undefined)[] = [];
  const told: string[] = [];
  const pool = new SearchPool({
    entry: "/search.js",
    maxProcesses,
    logger: silent,
    onReady: (worker) => told.push(`ready ${worker}`),
    onGone: (worker, error) => told.push(`gone ${worker} ${error?.message ?? "unwanted"}`),
    fork: (_entry, { name, maxHeapMiB }) => {
      const next: Process = new FakeProcess(name, { isStubborn });
      processes.push(next);
      heaps.push(maxHeapMiB);
      return next;
    },
    createChannel: () => [{ close: () => undefined }, { close: () => undefined }],
  });
  const running = (): string[] => processes.filter(({ isGone }) => !isGone).map(({ name }) => name);
  return { pool, processes, heaps, told, running };
}

async function settle(): Promise<void> {
  await vi.advanceTimersByTimeAsync(0);
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test("there are as many processes as there is work for, up to the limit, each with a port and a bounded heap", async () => {
  const { pool, processes, heaps, told, running } = create(2);
  pool.want(1);
  expect(running()).toEqual(["search-1"]);
  pool.want(5);
  expect(running()).toEqual(["search-1", "search-2"]);
  await settle();
  expect(processes.map(({ posted }) => posted)).toEqual([[{ type: "port" }], [{ type: "port" }]]);
  expect(told).toEqual(["ready 1", "ready 2"]);
  expect(heaps).toEqual([1024, 1024]);
  pool.limit(3);
  pool.want(5);
  expect(running()).toHaveLength(3);
});

test("idle ones go after a while, and work that comes before keeps them", async () => {
  const { pool, told, running } = create(1);
  pool.want(1);
  await settle();
  pool.want(0);
  await vi.advanceTimersByTimeAsync(29_000);
  pool.want(1);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(running()).toEqual(["search-1"]);
  pool.want(0);
  await vi.advanceTimersByTimeAsync(31_000);
  expect(running()).toEqual([]);
  expect(told).toEqual(["ready 1", "gone 1 unwanted"]);
});

test("one that is ended in the middle of a fit is replaced, and its end is no failure", async () => {
  const { pool, told, running } = create(2);
  pool.want(2);
  await settle();
  pool.end(1);
  await settle();
  expect(running()).toEqual(["search-2", "search-3"]);
  expect(told).toEqual(["ready 1", "ready 2", "gone 1 unwanted", "ready 3"]);
  // It is gone: nothing else is meant.
  pool.end(1);
  expect(running()).toHaveLength(2);
});

test("one that dies is replaced, and what it had in hand hears why", async () => {
  const { pool, processes, told } = create(1);
  pool.want(1);
  await settle();
  processes[0]?.end(9);
  await settle();
  processes[1]?.end(5);
  await settle();
  expect(told).toEqual([
    "ready 1",
    "gone 1 The search process ended unexpectedly (crashed).",
    "ready 2",
    "gone 2 The search process ran out of memory.",
    "ready 3",
  ]);
  expect(pool.health()).toEqual([{ name: "search-3", state: "ready", pid: 42, restarts: 2 }]);
});

test("one that never comes up is not started again at once", async () => {
  const { pool, processes, told } = create(1, true);
  pool.want(1);
  processes[0]?.end(1);
  await settle();
  expect(processes).toHaveLength(1);
  await vi.advanceTimersByTimeAsync(2_000);
  expect(processes).toHaveLength(2);
  expect(told).toEqual([]);
});

test("at the end all are ended, and none follows", async () => {
  const { pool, running } = create(2);
  pool.want(2);
  await settle();
  await pool.stop();
  expect(running()).toEqual([]);
  pool.want(2);
  expect(running()).toEqual([]);
  expect(pool.health()).toEqual([{ name: "search", state: "stopped", pid: null, restarts: 0 }]);
});
