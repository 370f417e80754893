import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeEach, expect, test } from "vitest";
import type { ProfiledSeries } from "#contract/worker";
import type { AppError } from "#domain/errors";
import { firstRow, isFinal, type ProfiledSeriesRow } from "#domain/job";
import { profileSeries } from "#engine/profile";
import { maxLosses, ownerName } from "./job-store.ts";
import { openStore } from "./queue-fixtures.ts";
import { type FakeSearch, Host, profiledOf, smallSearch, submitProfile } from "./scheduler-fixtures.ts";

const root = mkdtempSync(join(tmpdir(), "fantail-profiles-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));
let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(root, "one-"));
});

const crash: AppError = { code: "worker-crashed", message: "The search process ended." };
const many = (count: number): ProfiledSeries[] => Array.from({ length: count }, (_, at) => profiledOf(`s${at}`, at));

/** All rows, as a window pages through them. */
function rowsOf(host: Host, dataset = "d", from = firstRow): ProfiledSeriesRow[] {
  const { rows, next, isMore } = host.scheduler.profileRows(dataset, from);
  return isMore ? [...rows, ...rowsOf(host, dataset, next)] : [...rows];
}

/** Series whose full profile was computed. */
function computed(searches: readonly FakeSearch[]): string[] {
  return searches.flatMap(({ received }) =>
    received.flatMap((message) =>
      message.type === "profile" && message.stage === "profile" ? message.series.map(({ id }) => id) : [],
    ),
  );
}

test("all series are looked at before the first full profile, and what is known by then can be had", () => {
  const host = new Host(folder);
  submitProfile(host.scheduler, many(300));
  const [search] = host.addWorkers(1) as [FakeSearch];
  host.workProfiles(() => search.profiles[0]?.type === "profile" && search.profiles[0].stage === "profile");
  // Not one message for each of them.
  expect(search.received.filter(({ type }) => type === "profile")).toHaveLength(3);
  host.tick(300);
  const { progress, overall } = host.scheduler.profiling("d") ?? {};
  expect(progress).toMatchObject({ state: "running", series: 300, summarised: 300, profiled: 0 });
  expect(overall).toMatchObject({ series: 300, steps: 300 * 48, profiled: null });
  expect(rowsOf(host).map(({ series }) => series)).toEqual(many(300).map(({ id }) => id));
  expect(rowsOf(host)[7]).toMatchObject({ summary: { steps: 48 }, profile: null, error: null });
  host.scheduler.stop();
});

test("a profile that is done leaves the queue by itself, and what it found stays", () => {
  const host = new Host(folder);
  const job = submitProfile(host.scheduler, many(3));
  host.tick();
  expect(host.job(job)).toMatchObject({ kind: "profile", about: "3 series", trials: { total: 3 } });
  host.addWorkers(2);
  host.workProfiles();
  host.tick(300);
  expect(host.scheduler.list()).toEqual([]);
  expect(host.ofType("changed").at(-1)?.removed).toEqual([job]);
  expect(host.ofType("profile-changed").at(-1)?.progress).toMatchObject({
    ...{ state: "completed", job: null, series: 3, summarised: 3, profiled: 3, failed: 0, share: 1 },
  });
  const known = host.scheduler.profiling("d");
  expect(known?.overall?.profiled?.series).toBe(3);
  expect(known?.correlations).toMatchObject({ series: 3 });
  const { id, values, grid } = profiledOf("s1", 1);
  const whole = profileSeries({ id, values, frequency: grid.frequency });
  expect(host.scheduler.seriesProfile("d", "s1")).toEqual(whole);
  // Values that no job needs any more are not kept.
  const { store } = openStore({ folder, owner: ownerName(9) });
  expect(() => store.load(job)).toThrow("no such job");
  store.close();
  host.scheduler.stop();
});

test.each([{}, { outcomes: [{ ok: false, isTimeout: false, error: crash }] } as const])(
  "a first look that ends after the full profile takes nothing back",
  (late) => {
    const host = new Host(folder);
    submitProfile(host.scheduler, many(1));
    const [first, second] = host.addWorkers(2) as [FakeSearch, FakeSearch];
    host.tick();
    expect([first, second].map(({ profiles: [work] }) => work)).toMatchObject([
      { type: "profile", stage: "summary" },
      { type: "profile", stage: "profile" },
    ]);
    second.answerProfile();
    first.answerProfile(late);
    host.tick(300);
    expect(host.scheduler.list()).toEqual([]);
    expect(host.scheduler.profiling("d")?.progress).toMatchObject({ state: "completed", profiled: 1, failed: 0 });
    host.scheduler.stop();
  },
);

test("of a file with one changed series only that one is computed, after a restart, too", () => {
  const first = new Host(folder);
  submitProfile(first.scheduler, many(20));
  first.addWorkers(1);
  first.workProfiles();
  first.scheduler.stop();
  const host = new Host(folder, 1_000_100);
  expect(host.scheduler.profiling("d")?.progress.state).toBe("completed");
  const changed = many(20).map((one, at) => (at === 4 ? profiledOf("s4", 99) : one));
  submitProfile(host.scheduler, changed, { dataset: "e" });
  const searches = host.addWorkers(1);
  host.tick();
  expect(host.scheduler.list()[0]?.trials).toMatchObject({ total: 20, completed: 19, reused: 19 });
  host.workProfiles();
  expect(computed(searches)).toEqual(["s4"]);
  expect(host.scheduler.profiling("e")?.progress).toMatchObject({ state: "completed", profiled: 20 });
  // The same series under another name is the same.
  submitProfile(host.scheduler, [profiledOf("another", 3), profiledOf("again", 3)], { dataset: "f" });
  host.workProfiles();
  expect(computed(searches)).toEqual(["s4"]);
  expect(host.scheduler.seriesProfile("f", "again")?.series).toBe("again");
  // With other steps it is another series.
  const daily = { ...profiledOf("s3", 3), grid: { frequency: { unit: "day" as const, count: 1 }, startMs: 0 } };
  submitProfile(host.scheduler, [daily], { dataset: "g" });
  host.workProfiles();
  expect(computed(searches)).toEqual(["s4", "s3"]);
  host.scheduler.stop();
});

test("after the process died, what was written is not computed again", () => {
  const host = new Host(folder);
  const job = submitProfile(host.scheduler, many(100));
  host.addWorkers(1);
  host.workProfiles(() => host.job(job).trials.completed >= 10);
  const before = new Set(rowsOf(host).flatMap(({ series, profile }) => (profile === null ? [] : [series])));
  expect(before.size).toBeGreaterThanOrEqual(10);
  host.kill();
  host.tick();
  expect(host.job(job).state).toBe("running");
  const searches = host.addWorkers(1);
  host.workProfiles();
  expect(new Set(computed(searches)).isDisjointFrom(before)).toBe(true);
  expect(host.scheduler.profiling("d")?.progress).toMatchObject({ state: "completed", profiled: 100 });
  host.scheduler.stop();
});

test("a series that ends its process is found, and fails alone; the others are profiled", () => {
  const host = new Host(folder);
  const job = submitProfile(host.scheduler, many(6));
  host.addWorkers(1);
  const isFatal = ({ profiles: [work] }: FakeSearch): boolean =>
    work?.type === "profile" && work.series.some(({ id }) => id === "s2");
  for (let round = 0; round < 100 && host.job(job).state !== "completed"; round += 1) {
    const busy = [...host.searches.values()].find(({ profiles }) => profiles.length > 0);
    if (busy === undefined) host.tick();
    else if (isFatal(busy)) host.endWorker(busy.id, crash);
    else busy.answerProfile();
    host.tick(20);
  }
  // It stays in the list, for whoever wants to know why.
  expect(host.job(job)).toMatchObject({ state: "completed", trials: { total: 6, completed: 5, failed: 1 } });
  expect(rowsOf(host).filter(({ error }) => error !== null)).toEqual([
    { series: "s2", summary: null, profile: null, error: crash },
  ]);
  expect(host.scheduler.profiling("d")?.progress).toMatchObject({ state: "completed", profiled: 5, failed: 1 });
  host.scheduler.stop();
});

test("a series that takes too long is said to, and ends with its process", () => {
  const host = new Host(folder);
  const job = submitProfile(host.scheduler, [profiledOf("s0", 0), profiledOf("s1", 1)]);
  const [search] = host.addWorkers(1) as [FakeSearch];
  host.tick();
  search.answerProfile();
  host.tick(40_000);
  expect(host.ofType("end-worker")).toHaveLength(1);
  host.endWorker(search.id, null);
  host.workProfiles();
  expect(host.job(job)).toMatchObject({ state: "completed", trials: { completed: 1, timedOut: 1 } });
  const [late] = rowsOf(host).filter(({ error }) => error !== null);
  expect(late).toMatchObject({ series: "s0", summary: { steps: 48 }, error: { code: "timed-out" } });
  host.scheduler.stop();
});

test("a user's search goes first, and the profile goes on where it was", () => {
  const host = new Host(folder);
  const profile = submitProfile(host.scheduler, many(100));
  const [search] = host.addWorkers(1) as [FakeSearch];
  host.workProfiles(() => host.job(profile).trials.completed >= 2);
  const { job } = host.scheduler.submit(smallSearch());
  host.tick();
  expect([host.job(job).state, host.job(profile).state]).toEqual(["running", "pending"]);
  // The process that was in the middle of it is ended: the processor is free at once.
  expect(host.ofType("end-worker").map(({ worker }) => worker)).toEqual([search.id]);
  host.endWorker(search.id, null);
  host.work();
  expect(host.job(job).state).toBe("completed");
  host.workProfiles();
  expect(host.scheduler.list().map(({ id }) => id)).toEqual([job]);
  expect(host.scheduler.profiling("d")?.progress.profiled).toBe(100);
  host.scheduler.stop();
});

test("cancelling ends the processes at once; what was found stays, and is used when it is asked for again", () => {
  const host = new Host(folder);
  const job = submitProfile(host.scheduler, many(100));
  const searches = host.addWorkers(2);
  host.workProfiles(() => host.job(job).trials.completed >= 3);
  const busy = searches.filter(({ profiles }) => profiles.length > 0).map(({ id }) => id);
  host.scheduler.change(job, "cancel");
  expect(host.ofType("end-worker").map(({ worker }) => worker)).toEqual(busy);
  host.tick(300);
  expect(host.scheduler.profiling("d")?.progress).toMatchObject({ state: "cancelled", job });
  const known = host.scheduler.profiling("d")?.progress.profiled ?? 0;
  expect(known).toBeGreaterThanOrEqual(3);
  host.scheduler.change(job, "retry");
  host.tick();
  expect(host.job(job).trials.reused).toBe(known);
  host.scheduler.stop();
});

test("what is forgotten is gone with its job, and a dataset that another one shares series with keeps its own", () => {
  const host = new Host(folder);
  host.addWorkers(1);
  submitProfile(host.scheduler, many(4));
  submitProfile(host.scheduler, many(3), { dataset: "e" });
  host.workProfiles();
  const { next } = host.scheduler.profileRows("d", firstRow);
  const job = submitProfile(host.scheduler, many(5), { dataset: "f" });
  host.tick();
  host.scheduler.forgetProfiles("d");
  expect(host.scheduler.profiling("d")).toBeNull();
  expect(host.scheduler.profiling("e")?.progress.profiled).toBe(3);
  expect(host.job(job).state).toBe("running");
  host.scheduler.forgetProfiles(null);
  expect(host.scheduler.list()).toEqual([]);
  expect(host.scheduler.profiling("f")).toBeNull();
  const { profiles } = openStore({ folder, owner: ownerName(9) });
  expect(profiles.begin("new", [{ id: "s0", key: "any" }]).size).toBe(0);
  // Whoever knew the rows of before is told of new ones.
  host.addWorkers(1);
  submitProfile(host.scheduler, many(4));
  host.workProfiles();
  expect(rowsOf(host, "d", next)).toHaveLength(4);
  host.scheduler.stop();
});

test("datasets go in the order in which they were used when the room is full", () => {
  let nowMs = 0;
  const { profiles, store } = openStore({ folder, owner: ownerName(1), wallNow: () => nowMs });
  const counts = { total: 1, completed: 1, failed: 0, timedOut: 0, reused: 0 };
  for (const dataset of ["a", "b", "c"]) {
    nowMs += 100_000;
    const { id, values, grid } = profiledOf(dataset, dataset.charCodeAt(0));
    profiles.begin(dataset, [{ id, key: dataset }]);
    const profile = profileSeries({ id, values, frequency: grid.frequency });
    profiles.record("gone", [{ key: dataset, profile }], counts, 0);
  }
  nowMs += 100_000;
  expect(profiles.counts("a")?.profiled).toBe(1);
  profiles.trim();
  const left = (): string[] => ["a", "b", "c"].filter((dataset) => profiles.rows(dataset, firstRow).rows.length > 0);
  for (let bytes = 20_000; left().length === 3; bytes -= 100) profiles.trim(bytes);
  expect(left()).toEqual(["a", "c"]);
  // What was used last stays, however large.
  profiles.trim(1);
  expect(left()).toEqual(["a"]);
  store.close();
});

test("whatever happens on the way, every series is profiled as if nothing had", () => {
  const series = [...many(12), profiledOf("twin", 3), profiledOf("short", 1, 5)];
  const calm = new Host(mkdtempSync(join(root, "calm-")));
  submitProfile(calm.scheduler, series);
  calm.addWorkers(1);
  calm.workProfiles();
  const byName = (host: Host): ProfiledSeriesRow[] => rowsOf(host).toSorted((a, b) => (a.series < b.series ? -1 : 1));
  const expected = byName(calm);
  expect(expected.every(({ profile }) => profile !== null)).toBe(true);
  const events = fc.constantFrom("answer", "answer", "answer", "wait", "end", "kill", "search", "pause", "cancel");
  fc.assert(
    fc.property(fc.array(events, { maxLength: 25 }), (list) => {
      const host = new Host(mkdtempSync(join(root, "one-")));
      const job = submitProfile(host.scheduler, series);
      host.addWorkers(2);
      let kills = 0;
      for (const event of list) {
        host.tick(20);
        const [busy] = [...host.searches.values()].filter(({ profiles }) => profiles.length > 0);
        const isThere = host.scheduler.list().some(({ id, state }) => id === job && !isFinal(state));
        if (event === "answer") busy?.answerProfile();
        if (event === "wait") host.tick(120);
        if (event === "end" && busy !== undefined) host.endWorker(busy.id, null);
        // One with which process after process ends has failed.
        if (event === "kill" && (kills += 1) < maxLosses) {
          host.kill();
          host.addWorkers(2);
        }
        if (event === "search") host.scheduler.submit(smallSearch());
        if (event === "pause" && isThere) {
          if (host.job(job).state !== "paused") host.scheduler.change(job, "pause");
          host.scheduler.change(job, "resume");
        }
        if (event === "cancel" && isThere) {
          host.scheduler.change(job, "cancel");
          host.scheduler.change(job, "retry");
        }
        for (const { worker } of host.ofType("end-worker")) host.endWorker(worker, null);
      }
      host.tick();
      for (const { worker } of host.ofType("end-worker")) host.endWorker(worker, null);
      for (const { id, kind, state } of host.scheduler.list())
        if (kind === "search" && !isFinal(state)) host.scheduler.change(id, "cancel");
      host.tick();
      for (const { worker } of host.ofType("end-worker")) host.endWorker(worker, null);
      host.workProfiles();
      expect(byName(host)).toEqual(expected);
      expect(host.scheduler.profiling("d")?.progress).toMatchObject({ state: "completed", profiled: 14, failed: 0 });
      host.scheduler.stop();
    }),
    { numRuns: 15 },
  );
});

test("a submission whose series have not all come is refused", () => {
  const host = new Host(folder);
  expect(() => submitProfile(host.scheduler, many(2), { series: 3 })).toThrow("have not come");
  host.scheduler.stop();
});
