/** The health of the application. */
export type { Doctor, DoctorPolicy, DoctorSetting } from "./doctor.ts";
export { type Health, type Latency, loadLevels, type QuestionHealth, workerStates } from "./health.ts";
export {
  type LiveDiagnostics,
  type LogLevel,
  logLevels,
  type LogLine,
  type LogPart,
  type PausedWork,
  type ProcessUse,
  type RequestHealth,
} from "./live.ts";
export type { CrashReport } from "./crash.ts";
export { judgeLatency, latencyTargets, type LatencyVerdict, targetedLatencies, targetText } from "./targets.ts";
