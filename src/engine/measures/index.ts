/** What a running part says of itself, in fixed memory: latencies and rates. */
export { LatencyHistogram, type LatencySummary } from "./latency-histogram.ts";
export { RateMeter } from "./rate-meter.ts";
