import { expect, test } from "vitest";
import type { LiveDiagnostics } from "#domain/health";
import { liveOf } from "./live-fixtures.ts";
import { overallText } from "./verdict.ts";

const slow = { count: 50, p50: 5000, p95: 50_000, p99: 60_000 };
const quick = { count: 50, p50: 1, p95: 2, p99: 3 };

function textOf(change: Partial<LiveDiagnostics["health"]>, more: Partial<LiveDiagnostics> = {}): string {
  const live = liveOf();
  return overallText({ ...live, ...more, health: { ...live.health, ...change } });
}

test("the figures come to a sentence that names what is wrong", () => {
  expect(textOf({})).toBe("All is well. Too little was measured to judge the times.");
  expect(textOf({ latencyMs: { cachedChart: quick } })).toMatch(/^All is well: nothing/);
  expect(textOf({ latencyMs: { cachedChart: slow, trial: slow, user: quick } })).toBe(
    "Slower than the target: chart of a cached forecast and trial of a search.",
  );
  expect(textOf({ status: "degraded" })).toBe("A process is being restarted.");
  expect(textOf({ loadLevel: "full" })).toMatch(/refused/);
  const paused = [{ series: "s", model: "m", horizon: 1, reason: "Full.", retryInMs: 10 }];
  expect(textOf({}, { paused })).toBe("Background work is paused and will be tried again.");
  const requests = { answered: 100, failed: 6, cancelled: 0, perSecond: 1 };
  expect(textOf({}, { requests })).toMatch(/one request in 20/);
});
