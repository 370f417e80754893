export { ThresholdLogs } from "./threshold-logs.ts";
export { Thresholds } from "./thresholds.ts";
