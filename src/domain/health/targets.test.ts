import { expect, test } from "vitest";
import type { Latency } from "./health.ts";
import { judgeLatency, latencyTargets, targetedLatencies, targetText } from "./targets.ts";

const latency = (count: number, p95: number): Latency => ({ count, p50: p95 / 2, p95, p99: 2 * p95 });

test("a target is met or missed by its own percentile, once there is enough to tell", () => {
  const { cachedChart, firstChart } = latencyTargets;
  expect([100, 100.1].map((p95) => judgeLatency(latency(20, p95), cachedChart))).toEqual(["met", "missed"]);
  expect([2000, 2001].map((p95) => judgeLatency(latency(3, p95), firstChart))).toEqual(["met", "missed"]);
  expect([19, 2].map((count) => judgeLatency(latency(count, 500), cachedChart))).toEqual(["too-few", "too-few"]);
  expect([undefined, latency(0, 0)].map((none) => judgeLatency(none, cachedChart))).toEqual([
    "unmeasured",
    "unmeasured",
  ]);
});

test("each has words for people and a text for benchmarks", () => {
  for (const name of targetedLatencies) {
    expect(latencyTargets[name].words).toMatch(/\.$/);
    expect(targetText(name)).toBe(`<= ${latencyTargets[name].maxMs}`);
  }
});
