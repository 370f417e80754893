import type { Health } from "./health.ts";

/** Requests of the windows since the start. */
export interface RequestHealth {
  readonly answered: number;
  /** Of them, with an error; one that was given up is none. */
  readonly failed: number;
  readonly cancelled: number;
  readonly perSecond: number;
}

export interface ProcessUse {
  /** What it does, such as `inference`, `window`, `main`. */
  readonly name: string;
  readonly pid: number;
  readonly memoryBytes: number;
  /** Share of one core, 0 and more. */
  readonly cpuShare: number;
}

/** Background work that was refused, or stopped with an error. */
export interface PausedWork {
  readonly series: string;
  readonly model: string;
  readonly horizon: number;
  readonly reason: string;
  /** When it is tried again. */
  readonly retryInMs: number;
}

/** How the application is now. */
export interface LiveDiagnostics {
  readonly health: Health;
  readonly requests: RequestHealth;
  readonly processes: readonly ProcessUse[];
  readonly paused: readonly PausedWork[];
  readonly uptimeMs: number;
}

export const logLevels = ["error", "warn", "info"] as const;
export type LogLevel = (typeof logLevels)[number];

/** One line of the log. */
export interface LogLine {
  /** ISO 8601; empty where the line has none. */
  readonly time: string;
  readonly level: LogLevel;
  readonly event: string;
  /** The rest of it, as JSON; empty where there is none. */
  readonly fields: string;
}

/** Neighbouring lines of one log file, whole ones only. */
export interface LogPart {
  /** `previous`: the file before the last rotation. */
  readonly file: "current" | "previous";
  /** In bytes: where the first line begins, and where the last one ends. */
  readonly from: number;
  readonly to: number;
  readonly lines: readonly LogLine[];
}
