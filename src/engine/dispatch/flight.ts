import type { Waiters } from "#engine/concurrency";
import type { FinishedWindow } from "#domain/forecast";
import type { WorkLevel } from "#engine/queue";
import type { ForecastColumn } from "./ports.ts";

/** One forecast that is wanted and not there yet. */
export interface Flight {
  readonly key: string;
  readonly column: ForecastColumn;
  readonly origin: number;
  readonly waiters: Waiters<FinishedWindow>;
  wantsDensity: boolean;
  state: "queued" | "running" | "retrying";
  /** How many times the worker died while this window was in its batch. */
  crashes: number;
  batch: Batch | null;
}

/** Flights that run together. */
export interface Batch {
  readonly flights: readonly Flight[];
  readonly level: WorkLevel;
  /** Runs with nothing else under way, so that a crash can only be its own fault. */
  readonly isAlone: boolean;
  isCancelled: boolean;
  /** It shared its time with another level's batch, and so says nothing about what a window costs. */
  wasShared: boolean;
  cancel(): void;
}

export function flightKey(column: ForecastColumn, origin: number): string {
  return `${origin}@${column.key}`;
}

/** Only flights of one group can share a batch: same model, same device, same horizon. */
export function groupOf(column: ForecastColumn): string {
  return `${column.model}|${column.executionProvider}|${column.horizonSteps}`;
}
