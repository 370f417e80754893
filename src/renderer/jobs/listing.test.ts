import fc from "fast-check";
import { expect, test } from "vitest";
import { jobPriorities, jobStates } from "#domain/job";
import { jobOf, trialsOf } from "./fixtures.ts";
import { countTabs, firstJobs, groupsOf, jobTabs, progressOf } from "./listing.ts";

test("every job is in one list, and the counts say which", () => {
  const jobs = fc.array(
    fc.record({
      id: fc.uuid(),
      state: fc.constantFrom(...jobStates),
      priority: fc.constantFrom(...jobPriorities),
      batch: fc.constantFrom(null, "x", "y"),
      createdMs: fc.nat(100),
    }),
  );
  fc.assert(
    fc.property(jobs, (records) => {
      const all = [...new Map(records.map(({ id, ...fields }) => [id, jobOf(id, fields)])).values()];
      const counts = countTabs(all);
      const shown = jobTabs.flatMap((tab) => {
        const ids = groupsOf(all, tab).flatMap((group) => group.jobs.map(({ id }) => id));
        expect(ids).toHaveLength(counts[tab]);
        return ids;
      });
      expect(shown.toSorted()).toEqual(all.map(({ id }) => id).toSorted());
    }),
  );
});

test("what waits stands in the order of its turns, what is done the latest first", () => {
  const jobs = [
    jobOf("import", { priority: "import", createdMs: 1 }),
    jobOf("second", { createdMs: 3 }),
    jobOf("first", { createdMs: 2 }),
    jobOf("old", { state: "completed", finishedMs: 10 }),
    jobOf("new", { state: "cancelled", finishedMs: 20 }),
  ];
  const ids = (tab: "waiting" | "done"): string[] => groupsOf(jobs, tab).map(({ id }) => id);
  expect(ids("waiting")).toEqual(["first", "second", "import"]);
  expect(ids("done")).toEqual(["new", "old"]);
});

test("a batch has its own progress, over all of its jobs wherever they are listed", () => {
  const jobs = [
    jobOf("a", { batch: "x", state: "completed", trials: trialsOf({ total: 20, completed: 20 }) }),
    jobOf("b", { batch: "x", state: "running", trials: trialsOf({ total: 10, completed: 4, timedOut: 1 }) }),
    jobOf("c", { batch: "x", trials: trialsOf({ total: 0 }) }),
    jobOf("d", { batch: "alone" }),
  ];
  expect(groupsOf(jobs, "active")[0]?.batch).toEqual({ jobs: 3, ended: 1, progress: 0.5 });
  expect(groupsOf(jobs, "waiting").map(({ batch }) => batch?.jobs)).toEqual([3, undefined]);
});

test("a list that is too long is cut by its jobs, however they stand together, and says how many are left out", () => {
  const batch = Array.from({ length: 1_000 }, (_, index) => jobOf(`batch-${index}`, { batch: "x", createdMs: index }));
  const groups = groupsOf([jobOf("alone", { priority: "user", createdMs: -1 }), ...batch], "waiting");
  const [first, rest] = firstJobs(groups, 200);
  expect(first.map(({ jobs }) => jobs.length)).toEqual([1, 199]);
  expect(rest).toBe(801);
  expect(first[1]?.batch?.jobs).toBe(1_000);
  expect(firstJobs(groups, 1)).toMatchObject([[{ id: "alone" }], 1_000]);
  expect(firstJobs(groups, 1_001)).toEqual([groups, 0]);
  expect(firstJobs([], 5)).toEqual([[], 0]);
});

test("progress counts what came to an end, however it did, and never more than all", () => {
  expect(progressOf(trialsOf({ total: 0 }))).toBe(0);
  expect(progressOf(trialsOf({ total: 10, completed: 2, failed: 2, timedOut: 1 }))).toBe(0.5);
  expect(progressOf(trialsOf({ total: 10, completed: 12 }))).toBe(1);
});
