export { CorrectionLogs } from "./correction-logs.ts";
export { Corrections, type CorrectedDataset } from "./corrections.ts";
