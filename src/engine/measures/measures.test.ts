import { expect, test } from "vitest";
import { LatencyHistogram } from "./latency-histogram.ts";
import { RateMeter } from "./rate-meter.ts";

test("percentiles are upper bounds within a fifth of the truth, in fixed memory", () => {
  const histogram = new LatencyHistogram();
  // Each share lies in a part of its own.
  const latencyOf = (rank: number): number => (rank <= 500 ? rank / 500 : rank <= 950 ? rank : 100 * rank);
  for (let rank = 1; rank <= 1000; rank += 1) histogram.add(latencyOf(rank));
  const { count, p50, p95, p99 } = histogram.summary();
  expect(count).toBe(1000);
  for (const [measured, truth] of [
    [p50, latencyOf(500)],
    [p95, latencyOf(950)],
    [p99, latencyOf(990)],
  ] as const) {
    expect(measured).toBeGreaterThanOrEqual(truth);
    expect(measured).toBeLessThanOrEqual(truth * 1.2);
  }
});

test("a histogram takes any latency and answers 0 when it is empty", () => {
  const histogram = new LatencyHistogram();
  expect(histogram.summary()).toEqual({ count: 0, p50: 0, p95: 0, p99: 0 });
  for (const ms of [0, -1, 1e12]) histogram.add(ms);
  expect(histogram.summary().count).toBe(3);
  expect(histogram.percentileMs(0.5)).toBeLessThanOrEqual(0.01);
});

test("the rate covers the last ten seconds and forgets what is older", () => {
  const clock = { ms: 0 };
  const meter = new RateMeter(() => clock.ms);
  for (let second = 0; second < 20; second += 1) {
    clock.ms = second * 1000;
    meter.add(50);
  }
  expect(meter.perSecond()).toBeCloseTo(50);
  clock.ms += 5000;
  expect(meter.perSecond()).toBeCloseTo(25);
  clock.ms += 60_000;
  expect(meter.perSecond()).toBe(0);
});
