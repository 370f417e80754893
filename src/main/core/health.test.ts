import { expect, test } from "vitest";
import { healthOf, loadLevelOf, statusOf } from "./health.ts";

test.each([
  [0, "idle"],
  [0.001, "light"],
  [0.1, "busy"],
  [0.49, "busy"],
  [0.5, "heavy"],
  [0.98, "heavy"],
  [0.99, "full"],
  [1, "full"],
])("a load of %d is called %s", (load, level) => {
  expect(loadLevelOf(load)).toBe(level);
});

test("a process that is being started again is said while the application runs, and not on its way up or out", () => {
  const [ready, restarting, stopped] = (["ready", "restarting", "stopped"] as const).map((state) => ({ state }));
  const all = [ready, restarting, stopped].filter((worker) => worker !== undefined);
  expect(statusOf("ok", all)).toBe("degraded");
  expect(
    statusOf(
      "ok",
      all.filter(({ state }) => state !== "restarting"),
    ),
  ).toBe("ok");
  expect([statusOf("starting", all), statusOf("stopping", all)]).toEqual(["starting", "stopping"]);
});

test("the whole is as loaded as its fullest part, and has what each part says", () => {
  const queue = { waiting: 1, running: 2, oldestMs: 3, done: 4 };
  const latency = { count: 1, p50: 1, p95: 1, p99: 1 };
  const asked = { hit: 1, partial: 2, miss: 3, stale: 4, evicted: 5, error: 6 };
  const worker = { name: "w", state: "ready", pid: 1, restarts: 0 } as const;
  const health = healthOf("ok", [
    { load: 0.2, queues: { density: queue }, counts: { a: 1 }, workers: [worker] },
    { load: 0.6, questions: { coverage: asked }, counts: { b: 2 }, latencyMs: { run: latency }, forecastsPerSecond: 7 },
    { caches: { disk: { items: 1, bytes: 2, maxBytes: 3 } }, workers: [{ ...worker, name: "v" }] },
    {},
  ]);
  const empty = { waiting: 0, running: 0, oldestMs: 0, done: 0 };
  expect(health).toEqual({
    status: "ok",
    questions: { coverage: asked },
    load: 0.6,
    loadLevel: "heavy",
    queues: { user: empty, evaluation: empty, background: empty, density: queue },
    counts: { a: 1, b: 2 },
    latencyMs: { run: latency },
    caches: { disk: { items: 1, bytes: 2, maxBytes: 3 } },
    forecastsPerSecond: 7,
    workers: [worker, { ...worker, name: "v" }],
  });
});
