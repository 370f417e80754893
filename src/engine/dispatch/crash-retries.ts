import { EngineError } from "#domain/errors";
import { workLevels, type WorkLevel } from "#domain/forecast";
import type { Batch, Flight } from "./flight.ts";

/** After so many crashes, the last of them alone in the worker, the input is to blame. */
export const crashesUntilQuarantine = 3;

export interface RetryBatch {
  readonly flights: readonly Flight[];
  readonly mustRunAlone: boolean;
  readonly sinceMs: number;
}

/**
 * Finds the window that kills the worker without losing the innocent ones beside it.
 *
 * After a first crash the batch runs again in two halves; a window whose half crashed too runs alone, with nothing else
 * under way. So three crashes identify exactly one window, and a worker killed from outside costs everyone else only time.
 */
export class CrashRetries {
  #batches: RetryBatch[] = [];

  get size(): number {
    return this.#batches.reduce((sum, batch) => sum + batch.flights.length, 0);
  }

  /** Takes over the flights of a crashed batch; returns those to quarantine. */
  add(batch: Batch, wanted: readonly Flight[], nowMs: number): Flight[] {
    const poisonous: Flight[] = [];
    const again: Flight[] = [];
    for (const flight of wanted) {
      flight.crashes += 1;
      if (flight.crashes >= crashesUntilQuarantine && batch.isAlone) {
        poisonous.push(flight);
        continue;
      }
      flight.state = "retrying";
      flight.batch = null;
      if (flight.crashes >= crashesUntilQuarantine - 1)
        this.#batches.push({ flights: [flight], mustRunAlone: true, sinceMs: nowMs });
      else again.push(flight);
    }
    const half = Math.ceil(again.length / 2);
    for (const flights of [again.slice(0, half), again.slice(half)]) {
      if (flights.length > 0) this.#batches.push({ flights, mustRunAlone: false, sinceMs: nowMs });
    }
    return poisonous;
  }

  /**
   * The next batch to run again whose level has a slot, with a waiting user first. One that must run alone needs all slots:
   * a user's is next whatever runs, others only when they wait since `agedSinceMs` or longer. Flights that nobody
   * wants any more are left out.
   */
  peek(
    isWanted: (flight: Flight) => boolean,
    hasSlot: (level: WorkLevel) => boolean,
    agedSinceMs: number,
  ): RetryBatch | null {
    this.#batches = this.#batches
      .map((batch) => ({ ...batch, flights: batch.flights.filter(isWanted) }))
      .filter((batch) => batch.flights.length > 0);
    for (const level of workLevels) {
      const isNext = ({ mustRunAlone, sinceMs }: RetryBatch): boolean =>
        mustRunAlone ? level === "user" || sinceMs <= agedSinceMs : hasSlot(level);
      const found = this.#batches.find((batch) => retryLevel(batch) === level && isNext(batch));
      if (found !== undefined) return found;
    }
    return null;
  }

  remove(batch: RetryBatch): void {
    this.#batches = this.#batches.filter((known) => known !== batch);
  }

  clear(): void {
    this.#batches = [];
  }
}

/** The most urgent of what is waited for in a batch, wherever its flights came from. */
export function retryLevel({ flights }: RetryBatch): WorkLevel {
  const waitedFor = flights.filter(({ waiters }) => waiters.size > 0).map(({ level }) => level);
  return workLevels.find((level) => waitedFor.includes(level)) ?? "background";
}

/** The process died or was not there, or what it got or sent was not what the other side had: the input is not to blame yet. */
export function isRetryable(error: unknown): error is EngineError {
  return (
    error instanceof EngineError && ["worker-crashed", "worker-unavailable", "damaged-in-transit"].includes(error.code)
  );
}

export function quarantineError(): EngineError {
  return new EngineError(
    "input-poisonous",
    `The forecasting process stopped ${crashesUntilQuarantine} times on this part of the series.`,
    { hint: "Try another model, and report the file if you can share it." },
  );
}
