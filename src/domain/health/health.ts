import type { WorkLevel } from "#domain/forecast";

/** From a fixed number of buckets, in milliseconds. */
export interface Latency {
  readonly count: number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
}

export interface QueueHealth {
  /** Not yet sent to a process. */
  readonly waiting: number;
  readonly running: number;
  /** Age of the oldest waiting item. */
  readonly oldestMs: number;
  /** Since the start. */
  readonly done: number;
}

export interface CacheHealth {
  readonly items: number;
  readonly bytes: number;
  readonly maxBytes: number;
}

/** What became of the questions of one kind that are computed from forecasts, since the start. */
export interface QuestionHealth {
  /** Answered from what was known; in part from it; computed; answered by what is computed again meanwhile. */
  readonly hit: number;
  readonly partial: number;
  readonly miss: number;
  readonly stale: number;
  /** Answers that left memory for want of room, or because their time was over. */
  readonly evicted: number;
  readonly error: number;
}

export const workerStates = ["starting", "ready", "restarting", "stopped"] as const;
export type WorkerState = (typeof workerStates)[number];

export interface WorkerHealth {
  readonly name: string;
  readonly state: WorkerState;
  readonly pid: number | null;
  readonly restarts: number;
}

export const loadLevels = ["idle", "light", "busy", "heavy", "full"] as const;

/** Live metrics of the core; counts and measurements only, no text to parse. */
export interface Health {
  readonly status: "starting" | "ok" | "degraded" | "stopping";
  /** Share of the fullest queue's limit, 0..1, and what that means. */
  readonly load: number;
  readonly loadLevel: (typeof loadLevels)[number];
  /** Forecasts by priority, and requests to the density process. */
  readonly queues: Readonly<Record<WorkLevel | "density", QueueHealth>>;
  readonly counts: Readonly<Record<string, number>>;
  /** By kind of request or work. */
  readonly latencyMs: Readonly<Record<string, Latency>>;
  readonly caches: Readonly<Record<string, CacheHealth>>;
  /** By kind of question: coverage, tables of scores, densities. */
  readonly questions: Readonly<Record<string, QuestionHealth>>;
  readonly workers: readonly WorkerHealth[];
  readonly forecastsPerSecond: number;
}
