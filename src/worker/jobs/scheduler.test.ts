import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import fc from "fast-check";
import { afterAll, beforeEach, describe, expect, test, vi } from "vitest";
import type { AppError } from "#domain/errors";
import { JobStore, ownerName, retryDelaysMs } from "./job-store.ts";
import { endedIn, keyed, openStore } from "./queue-fixtures.ts";
import { type FakeSearch, Host, lossOf, smallSearch } from "./scheduler-fixtures.ts";

const root = mkdtempSync(join(tmpdir(), "fantail-scheduler-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));
let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(root, "one-"));
});

const crash: AppError = { code: "worker-crashed", message: "The search process ended." };

/** All that ended of a job, in an order that does not depend on how. */
function endedOf(id: string, where = folder): unknown[] {
  const { store } = openStore({ folder: where, owner: ownerName(9) });
  const ended = endedIn(store, id).map(({ series, stage, method, outcome, past }) => ({
    series,
    stage,
    method,
    outcome,
    past,
  }));
  store.close();
  return ended;
}

/** What a search finds when nothing happens to it. */
function undisturbed(): { ended: unknown[]; trials: number } {
  const calm = mkdtempSync(join(root, "calm-"));
  const host = new Host(calm);
  const { job } = host.scheduler.submit(smallSearch());
  host.addWorkers(1);
  host.tick();
  host.work();
  const trials = host.job(job).trials.completed;
  host.scheduler.stop();
  return { ended: endedOf(job, calm), trials };
}

describe("a search", () => {
  test("runs to its end with as many processes as there are, and main is told of it", () => {
    const host = new Host(folder);
    const { job } = host.scheduler.submit(smallSearch());
    host.tick();
    expect(host.ofType("wanted-workers").at(-1)?.count).toBeGreaterThan(3);
    const searches = host.addWorkers(3);
    host.tick();
    expect(host.job(job).state).toBe("running");
    expect(host.job(job).current).toHaveLength(3);
    host.work(() => host.job(job).trials.completed > 8);
    host.tick(1_000);
    expect(host.job(job).etaSeconds).toBeGreaterThan(0);
    host.work();
    const done = host.job(job);
    expect(done).toMatchObject({ state: "completed", etaSeconds: null, current: [] });
    expect(done.trials.completed).toBe(done.trials.total);
    expect(done.runningSeconds).toBeGreaterThan(1);
    host.tick();
    expect(host.ofType("wanted-workers").at(-1)?.count).toBe(0);
    const told = host.ofType("changed").flatMap(({ jobs }) => jobs.map(({ state }) => state));
    expect([...new Set(told)]).toEqual(
      ["pending", "running", "completed"].filter((state) => told.includes(state as "running")),
    );
    expect(told.at(-1)).toBe("completed");
    for (const { trials } of searches) expect(trials.length).toBeGreaterThan(0);
    expect(host.scheduler.log(job).map(({ text }) => text)).toEqual([
      "Submitted.",
      "Started.",
      expect.stringMatching(/^Completed: \d+ trials in \d+ s\.$/),
    ]);
    host.scheduler.stop();
  });

  test("is told of at most ten times a second", () => {
    const host = new Host(folder);
    host.scheduler.submit(smallSearch());
    host.addWorkers(2);
    host.work();
    host.tick(10);
    const before = host.nowMs;
    expect(host.ofType("changed").length).toBeLessThanOrEqual(before / 100 + 1);
    host.scheduler.stop();
  });

  test("hands out one trial of what it does not know, and then what takes a tenth of a second", () => {
    const host = new Host(folder);
    host.scheduler.submit(smallSearch());
    const [search] = host.addWorkers(1) as [FakeSearch];
    host.tick();
    host.work();
    const groups = search.received.flatMap((message) => (message.type === "trials" ? [message.trials.length] : []));
    expect(groups[0]).toBe(1);
    expect(Math.max(...groups)).toBeGreaterThan(1);
    expect(Math.max(...groups)).toBeLessThanOrEqual(15);
    host.scheduler.stop();
  });

  test("gives each process the values of a series once, and has them dropped at the end", () => {
    const host = new Host(folder);
    const [one] = smallSearch().series as [ReturnType<typeof smallSearch>["series"][number]];
    const two = { ...one, id: "other", values: one.values.map((value) => value * 2) };
    host.scheduler.submit(smallSearch({ series: [one, two] }));
    const searches = host.addWorkers(2);
    host.tick();
    host.work();
    for (const { received } of searches) {
      const given = received.flatMap((message) => (message.type === "series" ? [message.series] : []));
      const dropped = received.flatMap((message) => (message.type === "drop" ? [message.series] : []));
      expect(new Set(given).size).toBe(given.length);
      expect(dropped.sort()).toEqual(given.sort());
    }
    host.scheduler.stop();
  });

  test("computes nothing that an earlier one has computed, and counts it as reused", () => {
    const host = new Host(folder);
    const first = host.scheduler.submit(smallSearch()).job;
    const [search] = host.addWorkers(1) as [FakeSearch];
    host.tick();
    host.work();
    const computed = search.trials.length;
    const { settings } = smallSearch();
    const second = host.scheduler.submit(smallSearch({ settings: { ...settings, isPooled: true } })).job;
    host.tick();
    expect(second).not.toBe(first);
    expect(search.trials).toHaveLength(computed);
    const { trials, state } = host.job(second);
    expect(state).toBe("completed");
    expect(trials.reused).toBe(trials.total);
    expect(trials.completed).toBe(trials.total);
    host.scheduler.stop();
  });

  test("of which no method can be fitted has failed", () => {
    const host = new Host(folder);
    const { job } = host.scheduler.submit(smallSearch());
    const [search] = host.addWorkers(1) as [FakeSearch];
    host.tick();
    const error: AppError = { code: "series-too-short", message: "No." };
    while (search.inHand.length > 0) search.answer({ type: "failed", isTimeout: false, error, seconds: 0 });
    expect(host.job(job)).toMatchObject({
      state: "failed",
      error: { message: expect.stringContaining("No method") as string },
    });
    host.scheduler.stop();
  });

  test("whose series is too short fails at once, and the next one runs", () => {
    const host = new Host(folder);
    const short = host.scheduler.submit(
      smallSearch({ series: [{ id: "s", values: Float64Array.of(1, 2), usualSeasons: [] }] }),
    );
    const next = host.scheduler.submit(smallSearch());
    host.tick();
    host.tick();
    expect(host.job(short.job)).toMatchObject({ state: "failed", error: { code: "series-too-short" } });
    expect(host.job(next.job).state).toBe("running");
    host.scheduler.stop();
  });

  test("ends its selection when its seconds are over, also where they were used up before a restart", () => {
    const host = new Host(folder);
    const { settings } = smallSearch();
    const { job } = host.scheduler.submit(smallSearch({ settings: { ...settings, budget: { seconds: 0.3 } } }));
    host.addWorkers(1);
    host.tick();
    host.work(() => host.job(job).runningSeconds > 0.2);
    host.kill();
    const [search] = host.addWorkers(1) as [FakeSearch];
    host.tick(1);
    host.tick(1_000);
    host.work();
    const done = host.job(job);
    expect(done.state).toBe("completed");
    expect(done.trials.total).toBeLessThan(undisturbed().trials);
    expect(search.trials.some(({ byStep }) => byStep)).toBe(true);
    host.scheduler.stop();
  });
});

describe("a result", () => {
  test("comes from scores that are kept, by any metric, also in another process and while the search runs", () => {
    const host = new Host(folder);
    const { job } = host.scheduler.submit(smallSearch());
    const [search] = host.addWorkers(1) as [FakeSearch];
    host.tick();
    host.work(() => host.job(job).trials.completed >= 10);
    expect(host.scheduler.result(job, null)).toMatchObject({ job, state: "running", dataset: "d", metric: "MASE" });
    host.work();
    const computed = search.trials.length;
    const result = host.scheduler.result(job, null);
    expect(result).toMatchObject({ state: "completed", settings: smallSearch().settings });
    expect(result.trials).toEqual(host.job(job).trials);
    // What the fake processes answered says which is the best.
    const all = new Map<string, number[]>();
    for (const { method, origins, byStep } of search.trials) {
      if (!byStep) all.set(method, [...(all.get(method) ?? []), ...origins.map((origin) => lossOf(method, origin))]);
    }
    const means = [...all]
      .filter(([, losses]) => losses.length === 3)
      .map(([method, losses]) => [mean(losses), method]);
    const [best] = means.sort(([a], [b]) => Number(a) - Number(b));
    expect(result.winners).toEqual([expect.objectContaining({ series: "passengers", id: best?.[1], origins: 3 })]);
    expect(result.winners[0]?.score).toBeCloseTo(Number(best?.[0]), 10);
    host.kill();
    expect(host.scheduler.result(job, null)).toEqual(result);
    expect(host.scheduler.result(job, { metric: "CRPS" }).metric).toBe("CRPS");
    expect(() => host.scheduler.result("gone", null)).toThrow("no such job");
    expect(search.trials).toHaveLength(computed);
    host.scheduler.stop();
  });
});

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

describe("a search process", () => {
  test("that ends with a trial in hand: it is tried once more, alone, and then it has failed with the reason", () => {
    const host = new Host(folder);
    const { job } = host.scheduler.submit(smallSearch());
    host.addWorkers(1);
    host.tick();
    let killer: string | null = null;
    const attempts: number[] = [];
    for (let guard = 0; host.job(job).state === "running" && guard < 1_000; guard += 1) {
      const [search] = [...host.searches.values()] as [FakeSearch];
      const [trial] = search.inHand;
      killer ??= search.inHand.length > 1 ? (trial?.method ?? null) : null;
      if (trial !== undefined && trial.method === killer) {
        attempts.push(search.inHand.length);
        host.endWorker(search.id, crash);
      } else {
        search.answer();
      }
      host.tick(20);
    }
    expect(attempts).toHaveLength(2);
    expect(attempts[0]).toBeGreaterThan(1);
    expect(attempts[1]).toBe(1);
    expect(host.job(job)).toMatchObject({ state: "completed", trials: { failed: 1 } });
    const { store } = openStore({ folder, owner: ownerName(9) });
    expect(endedIn(store, job).filter(({ outcome }) => outcome === "failed")).toEqual([
      expect.objectContaining({ method: killer, error: crash }),
    ]);
    store.close();
    host.scheduler.stop();
  });

  test("that does not come back from a fit is ended, its trial has taken too long, and the others are done elsewhere", () => {
    const host = new Host(folder);
    const { job } = host.scheduler.submit(smallSearch());
    const [stuck] = host.addWorkers(1) as [FakeSearch];
    host.tick();
    const [trial] = stuck.inHand;
    host.tick((trial?.fitLimitMs ?? 0) * ((trial?.origins.length ?? 0) + 1) + 4_900);
    expect(host.ofType("end-worker")).toEqual([]);
    host.tick();
    expect(host.ofType("end-worker")).toEqual([{ type: "end-worker", worker: stuck.id }]);
    stuck.answer();
    host.endWorker(stuck.id, null);
    host.tick();
    host.work();
    expect(host.job(job)).toMatchObject({ state: "completed", trials: { timedOut: 1, failed: 0 } });
    host.scheduler.stop();
  });

  test("that computes what nobody wants any more is ended", () => {
    const host = new Host(folder);
    const { job } = host.scheduler.submit(smallSearch());
    const searches = host.addWorkers(2);
    host.tick();
    host.scheduler.change(job, "cancel");
    expect(host.ofType("end-worker").map(({ worker }) => worker)).toEqual(searches.map(({ id }) => id));
    for (const search of searches) host.endWorker(search.id, null);
    host.tick();
    expect(host.job(job).state).toBe("cancelled");
    expect([...host.searches.values()].flatMap(({ inHand }) => inHand)).toEqual([]);
    host.scheduler.stop();
  });
});

describe("a search that is disturbed", () => {
  test("by a pause goes on from what had ended, and computes none of it again", () => {
    const host = new Host(folder);
    const { job } = host.scheduler.submit(smallSearch());
    host.addWorkers(2);
    host.tick();
    host.work(() => host.job(job).trials.completed >= 10);
    host.scheduler.change(job, "pause");
    const before = host.job(job).trials.completed;
    for (const { worker } of host.ofType("end-worker")) host.endWorker(worker, null);
    host.tick(60_000);
    host.tick();
    expect(host.job(job)).toMatchObject({ state: "paused", trials: { completed: before } });
    host.scheduler.change(job, "resume");
    host.tick();
    host.work();
    const { trials } = host.job(job);
    const calm = undisturbed();
    expect(trials.completed).toBe(calm.trials);
    expect(endedOf(job)).toEqual(calm.ended);
    host.scheduler.stop();
  });

  test("by whatever may happen to processes finds what it would have found", () => {
    const calm = undisturbed();
    const events = fc.constantFrom("kill" as const, "crash" as const, "pause" as const, "worker" as const);
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.integer({ min: 1, max: 12 }), events), { maxLength: 8 }), (disturbances) => {
        const where = mkdtempSync(join(root, "any-"));
        const host = new Host(where);
        const { job } = host.scheduler.submit(smallSearch());
        host.addWorkers(1);
        host.tick();
        const crashed = new Set<string>();
        for (const [answers, event] of disturbances) {
          let left = answers;
          host.work(() => left-- <= 0);
          const [search] = [...host.searches.values()] as [FakeSearch];
          const method = search.inHand[0]?.method ?? "";
          const isRunning = host.job(job).state === "running";
          if (event === "kill") {
            host.kill();
            host.addWorkers(1);
          } else if (event === "crash" && !crashed.has(method)) {
            // Once: whatever ends two processes has failed.
            crashed.add(method);
            host.endWorker(search.id, crash);
          } else if (event === "pause" && isRunning) {
            host.scheduler.change(job, "pause");
            for (const { id, inHand } of [...host.searches.values()]) if (inHand.length > 0) host.endWorker(id, null);
            host.scheduler.change(job, "resume");
          } else if (event === "worker") {
            host.addWorkers(1);
          }
          host.tick(2_000);
        }
        host.work();
        expect(host.job(job)).toMatchObject({ state: "completed", trials: { completed: calm.trials, failed: 0 } });
        host.scheduler.stop();
        expect(endedOf(job, where)).toEqual(calm.ended);
        rmSync(where, { recursive: true });
      }),
      { numRuns: 25 },
    );
  });

  test("by another process that pauses it stops within a second, and main is told", () => {
    const host = new Host(folder);
    const { job } = host.scheduler.submit(smallSearch());
    const [search] = host.addWorkers(1) as [FakeSearch];
    host.tick();
    const { store } = openStore({ folder, owner: ownerName(9) });
    store.change(job, "pause");
    for (let tick = 0; tick < 9; tick += 1) host.tick();
    expect(host.ofType("end-worker")).toEqual([{ type: "end-worker", worker: search.id }]);
    expect(host.ofType("changed").at(-1)?.jobs).toEqual([expect.objectContaining({ id: job, state: "paused" })]);
    store.change(job, "cancel");
    store.change(job, "clear");
    for (let tick = 0; tick < 9; tick += 1) host.tick();
    expect(host.ofType("changed").at(-1)?.removed).toEqual([job]);
    store.close();
    host.scheduler.stop();
  });

  test("by another process that pauses it keeps what has ended by then", () => {
    const host = new Host(folder);
    const { job } = host.scheduler.submit(smallSearch());
    const [search] = host.addWorkers(1) as [FakeSearch];
    // Looks at what other processes did, and writes at once what has ended.
    host.tick(1_000);
    const { store } = openStore({ folder, owner: ownerName(9) });
    store.change(job, "pause");
    host.tick(450);
    search.answer();
    host.tick(60);
    expect(host.ofType("end-worker")).toEqual([{ type: "end-worker", worker: search.id }]);
    expect(endedIn(store, job)).toHaveLength(1);
    store.close();
    host.scheduler.stop();
  });

  test("by the death of its process is found by another one on the same file, and paused where it was a command's", () => {
    const window = new Host(folder, 1_000_001);
    window.scheduler.runOnly([]);
    const command = new Host(folder, 2_000_001);
    const { job } = command.scheduler.submit(smallSearch({ whenLost: "pause" }));
    command.addWorkers(1);
    command.tick();
    command.work(() => command.job(job).trials.completed >= 5);
    window.tick();
    expect(window.job(job).state).toBe("running");
    window.lose(2_000_001);
    window.tick(2_000);
    expect(window.ofType("changed").at(-1)?.jobs).toEqual([expect.objectContaining({ id: job, state: "paused" })]);
    expect(window.scheduler.log(job).at(-1)?.text).toBe("Its process ended without a word.");
    window.scheduler.runOnly(null);
    window.scheduler.change(job, "resume");
    window.addWorkers(1);
    window.work();
    expect(window.job(job).state).toBe("completed");
    window.scheduler.stop();
    expect(endedOf(job)).toEqual(undisturbed().ended);
  });

  test("by the end of its process is given back: to the queue, or paused where it was a command's", () => {
    for (const [whenLost, state] of [
      ["continue", "pending"],
      ["pause", "paused"],
    ] as const) {
      const where = mkdtempSync(join(root, "stop-"));
      const host = new Host(where);
      const { job } = host.scheduler.submit(smallSearch({ whenLost }));
      host.addWorkers(1);
      host.tick();
      host.work(() => host.job(job).trials.completed >= 5);
      host.scheduler.stop();
      const { store } = openStore({ folder: where, owner: ownerName(9) });
      expect(store.job(job)?.state).toBe(state);
      expect(endedIn(store, job).length).toBeGreaterThanOrEqual(5);
      store.close();
    }
  });
});

describe("a lock that another process has on the file", () => {
  /** Takes it when the job runs and the scheduler does something else than to write. */
  function lockOnceRunning(host: Host, job: string): DatabaseSync {
    const other = new DatabaseSync(join(folder, "jobs.sqlite"));
    host.onClock = () => {
      if (other.isTransaction || host.job(job).state !== "running") return;
      other.exec("begin immediate");
    };
    return other;
  }

  function unlock(host: Host, other: DatabaseSync): void {
    host.onClock = () => undefined;
    other.exec("rollback");
    other.close();
  }

  test("while a search is begun makes it wait for its turn again", () => {
    const host = new Host(folder);
    const { job } = host.scheduler.submit(smallSearch({ whenLost: "pause" }));
    host.addWorkers(1);
    host.tick();
    host.work(() => host.job(job).trials.completed >= 5);
    host.kill();
    host.addWorkers(1);
    host.scheduler.change(job, "resume");
    const other = new DatabaseSync(join(folder, "jobs.sqlite"));
    // Is put right as the search is begun.
    other.exec("update scores set score = x'01ff'");
    other.close();
    const locking = lockOnceRunning(host, job);
    for (let tick = 0; tick < 9; tick += 1) host.tick();
    expect(locking.isTransaction).toBe(true);
    unlock(host, locking);
    host.tick();
    host.work();
    expect(host.job(job)).toMatchObject({ state: "completed", trials: { failed: 0 } });
    host.scheduler.stop();
    expect(endedOf(job)).toEqual(undisturbed().ended);
  });

  test("while a search fails leaves it failed as soon as it is gone", () => {
    const host = new Host(folder);
    const series = [{ id: "s", values: Float64Array.of(1, 2), usualSeasons: [] }];
    const { job } = host.scheduler.submit(smallSearch({ series }));
    const next = host.scheduler.submit(smallSearch()).job;
    const locking = lockOnceRunning(host, job);
    for (let tick = 0; tick < 9; tick += 1) host.tick();
    expect(locking.isTransaction).toBe(true);
    unlock(host, locking);
    host.tick();
    host.tick();
    expect(host.job(job)).toMatchObject({ state: "failed", error: { code: "series-too-short" } });
    expect(host.ofType("changed").flatMap(({ jobs }) => jobs)).toContainEqual(
      expect.objectContaining({ id: job, state: "failed" }),
    );
    expect(host.job(next).state).toBe("running");
    host.scheduler.stop();
  });

  test("while something goes wrong does not end the process", () => {
    const host = new Host(folder);
    const { job } = host.scheduler.submit(smallSearch());
    host.addWorkers(1);
    host.tick();
    const other = new DatabaseSync(join(folder, "jobs.sqlite"));
    host.onPost = ({ type }) => {
      if (type !== "changed") return;
      host.onPost = () => undefined;
      other.exec("begin immediate");
      throw new Error("what a bug says");
    };
    host.tick(1_000);
    expect(other.isTransaction).toBe(true);
    expect(host.ofType("end-worker")).toHaveLength(1);
    unlock(host, other);
    host.tick();
    expect(host.job(job)).toMatchObject({ state: "failed", error: { code: "internal" } });
    host.scheduler.stop();
  });
});

describe("the queue", () => {
  test("merges what is the same, whatever its file is called, and resumes it where it was paused", () => {
    const host = new Host(folder);
    const { job } = host.scheduler.submit(smallSearch());
    host.scheduler.change(job, "pause");
    expect(host.scheduler.submit(smallSearch({ name: "copy.csv", dataset: "other" }))).toEqual({ job, isMerged: true });
    expect(host.job(job)).toMatchObject({ merged: 1, state: "pending" });
    host.scheduler.stop();
  });

  test.each([
    [
      "a corrected value",
      { series: [{ ...smallSearch().series[0], values: smallSearch().series[0]?.values.with(7, 1) }] },
    ],
    ["another season", { series: [{ ...smallSearch().series[0], usualSeasons: [7] }] }],
    ["another horizon", { settings: { ...smallSearch().settings, horizon: 7 } }],
    [
      "a model with another file",
      { models: [{ id: "m", name: "M", sha256: "2", executionProvider: "cpu", maxHorizonSteps: 9 }] },
    ],
  ])("takes %s for another search", (_what, overrides) => {
    const host = new Host(folder);
    const first = host.scheduler.submit(
      smallSearch({ models: [{ id: "m", name: "M", sha256: "1", executionProvider: "cpu", maxHorizonSteps: 9 }] }),
    );
    const models =
      "models" in overrides
        ? {}
        : { models: [{ id: "m", name: "M", sha256: "1", executionProvider: "cpu", maxHorizonSteps: 9 }] };
    const second = host.scheduler.submit(smallSearch({ ...models, ...(overrides as object) }));
    expect(second.isMerged).toBe(false);
    expect(second.job).not.toBe(first.job);
    host.scheduler.stop();
  });

  test("is not asked whose turn it is while nothing has changed, and goes on when something does", () => {
    const host = new Host(folder);
    const lease = vi.spyOn(JobStore.prototype, "lease");
    const giveWay = vi.spyOn(JobStore.prototype, "giveWay");
    const asked = (): number => lease.mock.calls.length + giveWay.mock.calls.length;
    host.tick(1_000);
    const before = asked();
    for (let tick = 0; tick < 100; tick += 1) host.tick(50);
    expect(asked()).toBe(before);
    const other = openStore({ folder, owner: ownerName(9) }).store;
    const { job } = other.submit(keyed(smallSearch(), "key"));
    host.tick(500);
    expect(host.job(job).state).toBe("running");
    host.tick(500);
    const running = asked();
    for (let tick = 0; tick < 100; tick += 1) host.tick(50);
    expect(asked()).toBe(running);
    const urgent = host.scheduler.submit(smallSearch({ priority: "cleaned" })).job;
    host.scheduler.prioritise(job, "import");
    host.tick(50);
    expect(host.job(urgent).state).toBe("running");
    other.close();
    host.scheduler.stop();
    vi.restoreAllMocks();
  });

  test("runs the most urgent first, and only what it is to run", () => {
    const host = new Host(folder);
    const { settings } = smallSearch();
    const submit = (horizon: number, priority: "user" | "import"): string =>
      host.scheduler.submit(smallSearch({ priority, settings: { ...settings, horizon } })).job;
    const [late, soon, mine] = [submit(2, "import"), submit(3, "user"), submit(4, "import")];
    host.scheduler.runOnly([]);
    host.tick();
    expect([late, soon, mine].map((id) => host.job(id).state)).toEqual(["pending", "pending", "pending"]);
    host.scheduler.runOnly([mine]);
    host.tick();
    expect(host.job(mine).state).toBe("running");
    host.scheduler.runOnly(null);
    host.addWorkers(2);
    host.tick();
    host.work();
    const order = [late, soon, mine].sort((a, b) => (host.job(a).finishedMs ?? 0) - (host.job(b).finishedMs ?? 0));
    expect(order).toEqual([soon, late, mine]);
    host.scheduler.stop();
  });
});

test("a more urgent search goes first, and the other goes on after it from what had ended", () => {
  const host = new Host(folder);
  const { settings } = smallSearch();
  const background = host.scheduler.submit(smallSearch({ priority: "import" })).job;
  host.addWorkers(1);
  host.tick();
  host.work(() => host.job(background).trials.completed >= 5);
  const urgent = host.scheduler.submit(smallSearch({ settings: { ...settings, horizon: 5 } })).job;
  host.tick();
  expect([background, urgent].map((id) => host.job(id).state)).toEqual(["pending", "running"]);
  for (const { worker } of host.ofType("end-worker")) host.endWorker(worker, null);
  host.work();
  const [one, other] = [host.job(background), host.job(urgent)];
  expect([one.state, other.state]).toEqual(["completed", "completed"]);
  expect(one.finishedMs).toBeGreaterThan(other.finishedMs ?? 0);
  expect(endedOf(background)).toEqual(undisturbed().ended);
  host.scheduler.stop();
});

describe("forecasts of a model with a file", () => {
  const model = { id: "net", name: "Net", sha256: "1", executionProvider: "cpu", maxHorizonSteps: 64 };
  const neural = (): ReturnType<typeof smallSearch> =>
    smallSearch({ models: [model], settings: { ...smallSearch().settings, models: ["seasonal-naive", "net"] } });
  const made = (origins: readonly number[]) => ({
    model: "net",
    levels: [0.5],
    quantiles: origins.map(() => Float32Array.from({ length: 6 }, () => 20)),
  });

  test("are asked of main one trial at a time, and scored in a search process", () => {
    const host = new Host(folder);
    const { job } = host.scheduler.submit(neural());
    const [search] = host.addWorkers(1) as [FakeSearch];
    host.tick();
    for (let answered = 0; answered < host.wanted.length; answered += 1) {
      expect(host.wanted).toHaveLength(answered + 1);
      const { task, model: asked, origins } = host.wanted[answered] as (typeof host.wanted)[number];
      expect(asked).toEqual({ id: "net", sha256: "1", executionProvider: "cpu" });
      host.scheduler.forecastsCame({ type: "forecasts", task, outcome: { ok: true, forecasts: made(origins) } });
      host.work();
      host.tick();
    }
    expect(host.wanted.length).toBeGreaterThan(1);
    expect(search.trials.filter(({ given }) => given !== undefined)).toHaveLength(host.wanted.length);
    expect(host.job(job).state).toBe("completed");
    host.scheduler.stop();
  });

  const unavailable: AppError = { code: "worker-unavailable", message: "It does not start." };
  const refuse = (host: Host): void => {
    const { task } = host.wanted.at(-1) as (typeof host.wanted)[number];
    host.scheduler.forecastsCame({ type: "forecasts", task, outcome: { ok: false, error: unavailable } });
  };

  test("that can't be made for now are asked for later and later, while all else goes on", () => {
    const host = new Host(folder);
    const settings = { ...smallSearch().settings, models: ["seasonal-naive", "theta", "ets", "net"] };
    const { job } = host.scheduler.submit(smallSearch({ models: [model], settings }));
    const [search] = host.addWorkers(1) as [FakeSearch];
    host.tick();
    for (const [asked, delay] of [5_000, 30_000].entries()) {
      expect(host.wanted).toHaveLength(asked + 1);
      refuse(host);
      expect(search.inHand).not.toEqual([]);
      host.tick(delay - 1);
      search.answer();
      expect(host.wanted).toHaveLength(asked + 1);
      host.tick(1);
      expect(host.job(job).state).toBe("running");
    }
    expect(host.wanted).toHaveLength(3);
    refuse(host);
    host.work();
    expect(host.ofType("end-worker")).toEqual([]);
    // Trials ended since: it has all its attempts before it.
    expect(host.job(job)).toMatchObject({ state: "retrying", error: unavailable });
    expect(host.job(job).trials.completed).toBeGreaterThan(5);
    expect((host.job(job).retryAtMs ?? 0) - host.nowMs).toBeLessThanOrEqual(5_000);
    host.scheduler.stop();
  });

  test("that can't be made drop the model; where that may pass, the search is tried again later and later", () => {
    const host = new Host(folder);
    const { job } = host.scheduler.submit(neural());
    host.addWorkers(1);
    host.tick();
    host.work();
    for (const delay of retryDelaysMs) {
      refuse(host);
      expect(host.job(job)).toMatchObject({ state: "retrying", retryAtMs: host.nowMs + delay, error: unavailable });
      const asked = host.wanted.length;
      host.tick(delay - 1);
      expect(host.wanted).toHaveLength(asked);
      host.tick(1);
      expect(host.wanted).toHaveLength(asked + 1);
      expect(host.job(job)).toMatchObject({ state: "running", error: null });
    }
    const { task } = host.wanted.at(-1) as (typeof host.wanted)[number];
    const error: AppError = { code: "model-damaged", message: "It is damaged." };
    host.scheduler.forecastsCame({ type: "forecasts", task, outcome: { ok: false, error } });
    host.work();
    expect(host.job(job)).toMatchObject({ state: "completed", trials: { failed: 1 } });
    expect(host.scheduler.log(job).map(({ text }) => text)).toContain("Net on passengers: It is damaged.");
    host.scheduler.stop();
  });

  test("are not wanted any more once the search is cancelled", () => {
    const host = new Host(folder);
    const { job } = host.scheduler.submit(neural());
    host.tick();
    const [wanted] = host.wanted;
    host.scheduler.change(job, "cancel");
    expect(host.ofType("forecasts-unwanted")).toEqual([{ type: "forecasts-unwanted", task: wanted?.task }]);
    host.scheduler.stop();
  });
});
