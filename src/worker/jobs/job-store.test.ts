import { execFileSync, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { DatabaseSync } from "node:sqlite";
import fc from "fast-check";
import { afterAll, beforeEach, describe, expect, test } from "vitest";
import type { PastScore } from "#domain/score";
import { JobStore, leaseMs, leasePerSeriesMs, maxLosses, ownerName, retryDelaysMs } from "./job-store.ts";
import { openDatabase } from "#storage/database";
import { migrations } from "#worker/jobs/migrations";
import { openQueue } from "./open-queue.ts";
import { QueueDatabase } from "./queue-database.ts";
import {
  endedIn,
  keyed,
  openStore,
  profileJob,
  scoreOf,
  searchOf,
  silent,
  trialOf,
  type TestedStoreOptions,
} from "./queue-fixtures.ts";
import { packScore, unpackScore } from "./score-codec.ts";
import { packSeries, unpackSeries } from "./series-codec.ts";

const root = mkdtempSync(join(tmpdir(), "fantail-queue-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));
let folder = "";
let path = "";
beforeEach(() => {
  folder = mkdtempSync(join(root, "one-"));
  path = join(folder, "jobs.sqlite");
});

function open(options: Partial<TestedStoreOptions> = {}) {
  return openStore({ folder, owner: ownerName(1), ...options });
}

/** A statement of another connection. */
function edit(sql: string): void {
  const db = new DatabaseSync(path);
  db.exec(sql);
  db.close();
}

describe("what lies in the file", () => {
  const number = fc.double();
  const shares = fc.record({ 0.5: number, 0.8: number, 0.95: number });
  const losses = fc.integer({ min: 1, max: 30 }).chain((steps) => {
    const each = fc.array(number, { minLength: steps, maxLength: steps });
    return fc.record({ error: each, pinball: each });
  });
  const sums: fc.Arbitrary<PastScore> = fc.record({
    steps: fc.nat(),
    mase: number,
    errorSum: number,
    absoluteErrorSum: number,
    squaredErrorSum: number,
    percentageErrorSum: number,
    nonZeroSteps: fc.nat(),
    symmetricErrorSum: number,
    pinballSum: number,
    absoluteActualSum: number,
    crpsSum: number,
    winklerSum: shares,
    widthSum: shares,
    inside: shares,
    seasonalScale: number,
    squaredSeasonalScale: number,
  });
  const score = fc.oneof(
    sums,
    fc.tuple(sums, losses).map(([one, byStep]) => ({ ...one, byStep })),
  );

  test("scores come back to the last bit", () => {
    fc.assert(
      fc.property(score, (one) => {
        expect(unpackScore(packScore(one))).toEqual(one);
      }),
    );
  });

  test("scores with any bit turned are not taken for scores", () => {
    fc.assert(
      fc.property(score, fc.nat(), fc.nat(7), (one, at, bit) => {
        const packed = packScore(one);
        packed[at % packed.length] = (packed[at % packed.length] as number) ^ (1 << bit);
        expect(unpackScore(packed)).toBeNull();
      }),
    );
    expect(unpackScore(packScore(scoreOf(1)).subarray(1))).toBeNull();
  });

  test("series come back to the last bit, gaps included, and are named by what is in them", () => {
    fc.assert(
      fc.property(fc.float64Array(), fc.array(fc.integer({ min: 2, max: 400 })), (values, usualSeasons) => {
        const packed = packSeries({ values, usualSeasons });
        expect(unpackSeries(packed)).toEqual({ values, usualSeasons });
        expect(packSeries({ values: Float64Array.from([...values, 1]), usualSeasons }).sha256).not.toBe(packed.sha256);
        expect(packSeries({ values, usualSeasons: [...usualSeasons, 7] }).sha256).not.toBe(packed.sha256);
        expect(unpackSeries({ ...packed, packed: packed.packed.subarray(1) })).toBeNull();
      }),
    );
  });
});

describe("a file of an earlier version", () => {
  test("is upgraded with all its searches, and has room for profiles from then on", () => {
    const wording = { content: "your searches", emptied: "there are none", cost: "" };
    const old = openDatabase({
      ...{ name: "jobs", folder, logger: silent, wallNow: () => 0, repairs: true, wording },
      migrations: migrations.slice(0, 1),
    }).database;
    old.exec(`
      insert into jobs (id, kind, key, name, about, dataset, state, priority, settings, models, when_lost, created_ms)
        values ('j', 'search', 'k', 'a.csv', '1 step', 'd', 'pending', 0, '{"horizon":1}', '[]', 'continue', 5);
    `);
    const { sha256, usualSeasons, packed } = packSeries({ values: Float64Array.of(1, 2), usualSeasons: [] });
    old.run("insert into contents values (?, ?, ?)", sha256, usualSeasons, packed);
    old.run("insert into job_series values (1, 0, 'a', ?)", sha256);
    old.close();
    const { store, notice } = open();
    expect(notice).toBeNull();
    expect(store.list()).toMatchObject([{ id: "j", kind: "search", state: "pending", createdMs: 5 }]);
    expect(store.load("j")).toMatchObject({ kind: "search", series: [{ id: "a", values: Float64Array.of(1, 2) }] });
    const { job } = store.submit(profileJob());
    expect(store.load(job)).toMatchObject({ kind: "profile", series: [{ id: "a", steps: 3 }] });
    store.close();
  });
});

describe("a job", () => {
  test("is there with its series, its settings and all that ended of it when the file is opened again", () => {
    const first = open().store;
    const search = searchOf({ batch: "night", models: [] });
    const { job } = first.submit(keyed(search, "key"));
    first.lease(null);
    const failed = trialOf({
      method: "arima",
      outcome: "timed-out",
      past: [],
      error: { code: "timed-out", message: "It took too long." },
    });
    const trials = [trialOf({ parameters: { alpha: 0.3 } }), failed];
    first.record(job, trials, 7, 1_500);
    first.close();
    const { store, notice } = open();
    expect(notice).toBeNull();
    const loaded = store.load(job);
    expect(loaded).toMatchObject({ kind: "search", settings: search.settings, series: search.series });
    expect(loaded.runningSeconds).toBe(1.5);
    const expected = trials.map(({ key: _key, ...trial }) => trial);
    const ended = endedIn(store, job);
    expect(ended).toEqual(expect.arrayContaining(expected));
    expect(ended).toHaveLength(2);
    expect(store.list()).toEqual([
      expect.objectContaining({
        about: "12 steps ahead, by MASE, 1 series",
        batch: "night",
        trials: { total: 7, completed: 1, failed: 0, timedOut: 1, reused: 0 },
      }),
    ]);
    store.close();
  });

  test("is tried again later and later by itself, and has failed after that", () => {
    let now = 0;
    const { store } = open({ wallNow: () => now });
    const { job } = store.submit(keyed(searchOf(), "key"));
    for (const delay of retryDelaysMs) {
      expect(store.lease(null)).toBe(job);
      expect(store.fail(job, { code: "worker-unavailable", message: "no" }, true, "no")).toBe(now + delay);
      expect(store.nextRetryMs()).toBe(now + delay);
      now += delay - 1;
      expect(store.lease(null)).toBeNull();
      now += 1;
    }
    expect(store.lease(null)).toBe(job);
    expect(store.fail(job, { code: "worker-unavailable", message: "no" }, true, "no")).toBeNull();
    expect(store.job(job)).toMatchObject({ state: "failed", error: { code: "worker-unavailable" } });
    expect(store.lastLog(job)).toBe("no");
    store.close();
  });

  test("leaves nothing behind once it is cleared, but for what another one refers to", () => {
    const { store } = open();
    const shared = searchOf().series[0] as ReturnType<typeof searchOf>["series"][number];
    const own = { id: "own", values: Float64Array.of(1, 2, 3), usualSeasons: [] };
    const first = store.submit(keyed(searchOf({ series: [shared, own] }), "1")).job;
    const second = store.submit(keyed(searchOf({ series: [shared] }), "2")).job;
    store.record(first, [trialOf(), trialOf({ method: "theta", series: 1 })], 2, 0);
    store.record(second, [trialOf({ isReused: true })], 1, 0);
    store.change(first, "cancel");
    store.change(first, "clear");
    expect(store.knownScores("key of theta", [-12])).toBeNull();
    expect(store.knownScores("key of ets", [-12, -24])).toEqual([scoreOf(12), scoreOf(24)]);
    const rows = (table: string): unknown => {
      const db = new DatabaseSync(path, { readOnly: true });
      const count = db.prepare(`select count(*) as n from ${table}`).get()?.["n"];
      db.close();
      return count;
    };
    expect(["jobs", "contents", "job_series", "trials", "results", "scores"].map(rows)).toEqual([1, 1, 1, 1, 1, 2]);
    store.change(second, "cancel");
    expect(store.clearFinished()).toEqual([second]);
    expect(["jobs", "contents", "job_series", "trials", "results", "scores"].map(rows)).toEqual([0, 0, 0, 0, 0, 0]);
    store.close();
  });

  test("whose scores were damaged plans those trials again, and keeps the others", () => {
    const { store } = open();
    const { job } = store.submit(keyed(searchOf(), "key"));
    store.record(job, [trialOf(), trialOf({ method: "theta" })], 2, 0);
    edit(
      "update scores set score = x'01ff' where origin = -12 and result = (select id from results where key = 'key of ets')",
    );
    expect(store.knownScores("key of ets", [-12])).toBeNull();
    expect(store.knownScores("key of ets", [-24])).toEqual([scoreOf(24)]);
    expect(endedIn(store, job).map(({ method }) => method)).toEqual(["theta"]);
    expect(store.job(job)?.trials.completed).toBe(1);
    store.record(job, [trialOf()], 2, 0);
    expect(endedIn(store, job)).toHaveLength(2);
    store.close();
  });

  test("whose series was damaged says so", () => {
    const { store } = open();
    const { job } = store.submit(keyed(searchOf(), "key"));
    edit("update contents set packed = x'00'");
    expect(() => store.load(job)).toThrow("damaged on the disk");
    store.close();
  });

  test("of a process that is gone is recovered at once, of one that is silent after its lease, of one that lives never", () => {
    let now = 0;
    const isAlive = (pid: number): boolean => pid !== 7;
    const gone = open({ owner: ownerName(7), wallNow: () => now });
    const job = gone.store.submit(keyed(searchOf(), "key")).job;
    gone.store.lease(null);
    const { store } = open({ owner: ownerName(8), wallNow: () => now, isAlive });
    expect(store.recover()).toEqual([job]);
    expect(store.lease(null)).toBe(job);
    const other = open({ owner: ownerName(9), wallNow: () => now, isAlive });
    expect(other.store.recover()).toEqual([]);
    const leased = leaseMs + leasePerSeriesMs;
    now = leased;
    expect(store.beat(job)).toBe(true);
    now = leased * 2;
    expect(other.store.recover()).toEqual([]);
    now += 1;
    expect(other.store.recover()).toEqual([job]);
    expect(store.beat(job)).toBe(false);
    for (const one of [gone, other]) one.store.close();
    store.close();
  });

  test("with which process after process ends has failed, unless a trial was written in between", () => {
    const { store } = open({ owner: ownerName(1), isAlive: () => false });
    const { job } = store.submit(keyed(searchOf(), "key"));
    const lose = (trials: number): void => {
      const other = open({ owner: ownerName(2) }).store;
      expect(other.lease(null)).toBe(job);
      other.record(
        job,
        Array.from({ length: trials }, () => trialOf()),
        9,
        0,
      );
      other.close();
      expect(store.recover()).toEqual([job]);
    };
    for (let loss = 0; loss < maxLosses * 2; loss += 1) lose(1);
    for (let loss = 2; loss < maxLosses; loss += 1) lose(0);
    expect(store.job(job)?.state).toBe("pending");
    lose(0);
    expect(store.job(job)).toMatchObject({ state: "failed", error: { code: "worker-crashed" } });
    store.change(job, "retry");
    lose(0);
    expect(store.job(job)?.state).toBe("pending");
    store.close();
  });

  test("that another process changes is seen by a number of the file", () => {
    const [one, other] = [open().store, open().store];
    const before = one.fileVersion();
    one.submit(keyed(searchOf(), "mine"));
    expect(one.fileVersion()).toBe(before);
    other.submit(keyed(searchOf(), "theirs"));
    expect(one.fileVersion()).not.toBe(before);
    for (const store of [one, other]) store.close();
  });
});

describe("a process that is killed", () => {
  test.each(fc.sample(fc.integer({ min: 1, max: 40 }), { numRuns: 5, seed: 7 }))(
    "in the middle of writing, after %i groups, has lost nothing of what it said was written",
    async (groups) => {
      const at = (file: string): string => JSON.stringify(new URL(file, import.meta.url).href);
      const script = `
        const { writeSync } = await import("node:fs");
        const { keyed, openStore, searchOf, trialOf } = await import(${at("queue-fixtures.ts")});
        const { store } = openStore({ folder: ${JSON.stringify(folder)}, owner: process.pid + "-x" });
        const { job } = store.submit(keyed(searchOf({ whenLost: "pause" }), "key"));
        store.lease(null);
        for (let group = 0; ; group += 1) {
          const trials = Array.from({ length: 16 }, (_, at) => trialOf({ method: "m" + (group * 16 + at) }));
          store.record(job, trials, 1e6, 0);
          writeSync(1, group + "\\n");
        }
      `;
      const child = spawn(process.execPath, ["--input-type=module", "--eval", script], {
        env: { ...process.env, ELECTRON_RUN_AS_NODE: "1" },
        stdio: ["ignore", "pipe", "inherit"],
      });
      const ended = once(child, "exit");
      let written = 0;
      for await (const line of createInterface(child.stdout)) {
        written = Number(line) + 1;
        if (written === groups) child.kill("SIGKILL");
      }
      await ended;
      const { store, notice } = open({ isAlive: (pid) => pid !== child.pid });
      expect(notice).toBeNull();
      const [job] = store.list();
      expect(job?.state).toBe("running");
      expect(store.recover()).toEqual([job?.id]);
      expect(store.list()[0]?.state).toBe("paused");
      const trials = endedIn(store, job?.id ?? "");
      expect(trials.length).toBeGreaterThanOrEqual(written * 16);
      expect(trials.length % 16).toBe(0);
      expect(new Set(trials.map(({ method }) => method)).size).toBe(trials.length);
      expect(store.list()[0]?.trials.completed).toBe(trials.length);
      store.close();
    },
  );
});

describe("a file that can't be used", () => {
  function fill(): string {
    const { store } = open();
    const { job } = store.submit(keyed(searchOf(), "key"));
    store.record(job, [trialOf()], 1, 0);
    store.close();
    return job;
  }

  function expectAtWork(store: JobStore): void {
    const { job } = store.submit(keyed(searchOf(), "another"));
    store.record(job, [trialOf()], 1, 0);
    expect(endedIn(store, job)).toHaveLength(1);
    expect(store.lease([job])).toBe(job);
    expect(store.complete(job, "")).toBe(true);
  }

  test("because it is damaged, is set aside by the window, left alone by a command, and the queue works on", () => {
    fill();
    const bytes = readFileSync(path);
    bytes.fill(0x5a, 0, 64);
    writeFileSync(path, bytes);
    const command = open({ repairs: false });
    expect(command.notice?.message).toBe("The file with your searches and their results is damaged.");
    expectAtWork(command.store);
    command.store.close();
    expect(readFileSync(path)).toEqual(bytes);
    const window = open();
    expect(window.notice?.message).toContain("There was no backup, so the queue begins empty.");
    expectAtWork(window.store);
    window.store.close();
    expect(readdirSync(folder).some((name) => name.startsWith("jobs.sqlite.damaged-"))).toBe(true);
  });

  test("because a newer version wrote it, is left as it is", () => {
    fill();
    edit("pragma user_version = 99; pragma wal_checkpoint(truncate)");
    const bytes = readFileSync(path);
    const { store, notice } = open();
    expect(notice?.message).toContain("newer version of Fantail");
    expectAtWork(store);
    store.close();
    expect(readFileSync(path)).toEqual(bytes);
  });

  test("because there is no folder for it, gives a queue in memory", () => {
    writeFileSync(join(folder, "file"), "");
    const { store, notice } = open({ folder: join(folder, "file", "inside") });
    expect(notice?.code).toBe("user-data-unavailable");
    expectAtWork(store);
    store.close();
  });

  test("any more: because the disk is full. All that was there goes on in memory, and it is said once", () => {
    const { database } = openQueue({ folder, logger: silent, wallNow: () => 0, repairs: true });
    const outages: string[] = [];
    const file = new QueueDatabase(database, ({ message }) => outages.push(message));
    const store = new JobStore({ file, owner: ownerName(1), wallNow: () => 0, isAlive: () => true });
    const { job } = store.submit(keyed(searchOf(), "key"));
    store.record(job, [trialOf()], 1, 0);
    // No page more than there are.
    database.exec("pragma max_page_count = 1");
    const methods = Array.from({ length: 2_000 }, (_, at) => `m${at}`);
    store.record(
      job,
      methods.map((method) => trialOf({ method })),
      2_001,
      0,
    );
    expect(outages).toEqual(["The file with your searches can't be used: the disk is full."]);
    expect(endedIn(store, job)).toHaveLength(2_001);
    expectAtWork(store);
    expect(outages).toHaveLength(1);
    store.close();
    const again = open();
    expect(again.notice).toBeNull();
    expect(endedIn(again.store, job)).toHaveLength(1);
    again.store.close();
  });

  test("any more: because its pages were overwritten. What can be read goes on in memory", () => {
    const { store, outages } = open();
    const { job } = store.submit(keyed(searchOf(), "key"));
    const methods = Array.from({ length: 3_000 }, (_, at) => `m${at}`);
    store.record(
      job,
      methods.map((method) => trialOf({ method })),
      3_000,
      0,
    );
    edit("pragma wal_checkpoint(truncate)");
    const bytes = readFileSync(path);
    bytes.fill(0x5a, Math.floor(bytes.length / 2));
    writeFileSync(path, bytes);
    const ended = endedIn(store, job);
    expect(outages.map(({ message }) => message)).toEqual([
      "The file with your searches can't be used: it is damaged.",
    ]);
    expect(ended.length).toBeLessThan(3_000);
    expect(store.list()).toHaveLength(1);
    expectAtWork(store);
    store.close();
  });
});

const isRoot = process.getuid?.() === 0;
const canMount = process.platform === "linux" && isRoot && spawnSync("mount", ["--version"]).status === 0;

describe.runIf(canMount)("a disk that is really", () => {
  function mounted(options: string): string {
    const disk = mkdtempSync(join(root, "disk-"));
    execFileSync("mount", ["-t", "tmpfs", "-o", options, "tmpfs", disk]);
    return disk;
  }

  test("full: the search goes on in memory", () => {
    const disk = mounted("size=512k");
    try {
      const { store, outages } = open({ folder: disk });
      const { job } = store.submit(keyed(searchOf(), "key"));
      const methods = Array.from({ length: 100 }, (_, at) =>
        Array.from({ length: 64 }, (_one, of) => `m${at * 64 + of}`),
      );
      for (const group of methods) {
        store.record(
          job,
          group.map((method) => trialOf({ method })),
          6_400,
          0,
        );
      }
      expect(outages).toHaveLength(1);
      expect(endedIn(store, job)).toHaveLength(6_400);
      store.close();
      const again = open({ folder: disk });
      expect(again.store.job(job)?.trials.completed).toBe(endedIn(again.store, job).length);
      again.store.close();
    } finally {
      execFileSync("umount", ["-l", disk]);
    }
  });

  test("read-only: the queue lies in memory, and the reason is said", () => {
    const disk = mounted("size=8m");
    try {
      open({ folder: disk }).store.close();
      execFileSync("mount", ["-o", "remount,ro", disk]);
      const { store, notice } = open({ folder: disk });
      expect(notice?.code).toBe("user-data-unavailable");
      expect(store.submit(keyed(searchOf(), "key")).isMerged).toBe(false);
      store.close();
    } finally {
      execFileSync("umount", ["-l", disk]);
    }
  });
});

test("a trial costs the queue far less than two milliseconds, all in", () => {
  const { store } = open();
  const { job } = store.submit(keyed(searchOf(), "key"));
  const groups = Array.from({ length: 20 }, (_, group) =>
    Array.from({ length: 64 }, (_one, at) => trialOf({ method: `m${group * 64 + at}`, origins: [-1, -2, -3, -4, -5] })),
  );
  const before = performance.now();
  for (const group of groups) store.record(job, group, 1_280, 100);
  expect((performance.now() - before) / 1_280).toBeLessThan(2);
  store.close();
});
