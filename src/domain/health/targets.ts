import type { Latency } from "./health.ts";

/** What a person, or the queue, waits for, and how long at most. The benchmarks hold the same figures to it. */
export interface LatencyTarget {
  /** What is measured, as the beginning of a sentence. */
  readonly name: string;
  /** From what to what. */
  readonly words: string;
  /** The percentile that has the target. */
  readonly at: "p50" | "p95";
  readonly maxMs: number;
}

/** By the name that {@link Health} measures it under; those first that people notice first. */
export const latencyTargets = {
  import: {
    name: "Reading a file",
    words: "From the file's first byte to series that can be forecast.",
    at: "p95",
    maxMs: 1_000,
  },
  firstChart: {
    name: "First chart",
    words: "From opening a file to its forecast on the screen.",
    at: "p50",
    maxMs: 1_000,
  },
  cachedChart: {
    name: "Chart of a cached forecast",
    words: "From a step of the origin to its forecast on the screen.",
    at: "p95",
    maxMs: 100,
  },
  user: {
    name: "Forecast asked for",
    words: "From the request to a forecast that a model had to make.",
    at: "p95",
    maxMs: 100,
  },
  hit: {
    name: "Cached forecast",
    words: "From the request to a forecast that was known.",
    at: "p95",
    maxMs: 15,
  },
  trial: {
    name: "Trial of a search",
    words: "One method at all of its past origins.",
    at: "p95",
    maxMs: 30_000,
  },
} as const satisfies Readonly<Record<string, LatencyTarget>>;

export type TargetedLatency = keyof typeof latencyTargets;
export const targetedLatencies = Object.keys(latencyTargets) as TargetedLatency[];

/** As a benchmark's target says it. */
export function targetText(name: TargetedLatency): string {
  return `<= ${latencyTargets[name].maxMs}`;
}

/** Fewer say nothing about a percentile. */
const enough = { p50: 3, p95: 20 } as const;

export type LatencyVerdict = "met" | "missed" | "too-few" | "unmeasured";

export function judgeLatency(latency: Latency | undefined, { at, maxMs }: LatencyTarget): LatencyVerdict {
  if (latency === undefined || latency.count === 0) return "unmeasured";
  if (latency.count < enough[at]) return "too-few";
  return latency[at] <= maxMs ? "met" : "missed";
}
