import type { Waiters } from "#engine/concurrency";
import type { FinishedWindow, WorkLevel } from "#domain/forecast";
import type { ForecastColumn } from "./ports.ts";

/** One forecast that is wanted and not there yet. */
export interface Flight {
  readonly key: string;
  readonly column: ForecastColumn;
  readonly origin: number;
  readonly waiters: Waiters<FinishedWindow>;
  wantsDensity: boolean;
  /** Of the most urgent request for it so far; where nobody waits it is background work. */
  level: WorkLevel;
  state: "queued" | "running" | "retrying";
  /** How many times the worker died while this window was in its batch. */
  crashes: number;
  batch: Batch | null;
}

/** Flights that run together. */
export interface Batch {
  readonly flights: readonly Flight[];
  /** Those of them that have no answer yet. */
  readonly unanswered: Set<Flight>;
  readonly level: WorkLevel;
  /** Runs with nothing else under way, so that a crash can only be its own fault. */
  readonly isAlone: boolean;
  isCancelled: boolean;
  cancel(): void;
}

export function flightKey(column: ForecastColumn, origin: number): string {
  return `${origin}@${column.key}`;
}

/** Only flights of one group can share a batch: same model, same device, same horizon. */
export function groupOf(column: ForecastColumn): string {
  return `${column.model}|${column.executionProvider}|${column.horizonSteps}`;
}
