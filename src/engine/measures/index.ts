/** Metrics in fixed memory: latency histograms and rates. */
export { LatencyHistogram, type LatencySummary } from "./latency-histogram.ts";
export { RateMeter } from "./rate-meter.ts";
