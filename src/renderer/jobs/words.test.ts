import { expect, test } from "vitest";
import type { TrialCounts } from "#domain/job";
import { jobOf, trialsOf } from "./fixtures.ts";
import { clockText, endText, mergedText, progressText, stateText, timeText, titleOf } from "./words.ts";

test("trials are said with what became of them, and nothing that did not happen", () => {
  const text = (counts: Partial<TrialCounts>): string => progressText(jobOf("a", { trials: trialsOf(counts) }));
  expect(text({ total: 0 })).toBe("Nothing tried yet");
  expect(text({ total: 526, completed: 100 })).toBe("100 of 526 trials");
  expect(text({ total: 1526, completed: 100, reused: 12, failed: 3, timedOut: 2 })).toBe(
    "105 of 1,526 trials · 12 reused · 3 failed · 2 timed out",
  );
});

test("a profile is called one, and counts series", () => {
  const profile = jobOf("a", { kind: "profile", trials: trialsOf({ total: 2000, completed: 600, failed: 1 }) });
  expect(titleOf(profile)).toBe("Profile of a.csv");
  expect(titleOf(jobOf("a"))).toBe("a.csv");
  expect(progressText(profile)).toBe("601 of 2,000 series · 1 failed");
  expect(progressText({ ...profile, trials: trialsOf({ total: 0 }) })).toBe("Nothing profiled yet");
  expect(mergedText({ ...profile, merged: 1 })).toBe("The same profile was asked for again: once");
});

test("the time that it takes is said where it is known", () => {
  expect(timeText(jobOf("a"))).toBeNull();
  expect(timeText(jobOf("a", { state: "running" }))).toBe("time left not known yet");
  expect(timeText(jobOf("a", { state: "running", runningSeconds: 120, etaSeconds: 299 }))).toBe(
    "2 min so far · about 5 min left",
  );
  expect(timeText(jobOf("a", { state: "completed", runningSeconds: 8 }))).toBe("Ran 8 s");
});

test("a job that is tried again says when", () => {
  const at = new Date(2026, 0, 1, 14, 3, 5).getTime();
  expect(clockText(at)).toBe("14:03:05");
  expect(stateText(jobOf("a", { state: "retrying", retryAtMs: at }))).toBe("Retries at 14:03:05");
  expect(stateText(jobOf("a", { state: "retrying" }))).toBe("Retries soon");
  expect(stateText(jobOf("a", { state: "cancelled" }))).toBe("Cancelled");
});

test("merged searches and ends are sentences", () => {
  expect(mergedText(jobOf("a"))).toBeNull();
  expect(mergedText(jobOf("a", { merged: 1 }))).toBe("The same search was asked for again: once");
  expect(mergedText(jobOf("a", { merged: 3 }))).toBe("The same search was asked for again: 3 times");
  const done = jobOf("a", { state: "completed", trials: trialsOf({ completed: 9, failed: 1 }) });
  expect(endText(done)).toBe("The search for a.csv is done: 10 trials.");
  const error = { code: "internal", message: "The disk is full." } as const;
  expect(endText(jobOf("a", { state: "failed", error }))).toBe("The search for a.csv failed: The disk is full.");
});
