import type { PastForecasts } from "#contract/worker";
import type { TrialCosts } from "./trial-costs.ts";

/** A group takes about this long: short enough to be thrown away, long enough that messages between processes cost nothing. */
const groupSeconds = 0.1;
const maxGroup = 64;

interface WaitingTrial {
  readonly series: { readonly sha256: string };
  readonly forecaster: string;
  readonly origins: readonly number[];
  /** What a model with a file forecast there. */
  readonly given?: PastForecasts;
}

/** Trials that wait for a search process, in the order of the plan, by series. */
export class ReadyTrials<T extends WaitingTrial> {
  readonly #bySeries = new Map<string, T[]>();
  /** Each to be alone in a process. */
  readonly #alone: T[] = [];
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** Those that came with forecasts. */
  get given(): number {
    let count = 0;
    for (const tasks of this.#bySeries.values()) for (const { given } of tasks) if (given !== undefined) count += 1;
    return count;
  }

  /** @returns all that waited */
  clear(): readonly T[] {
    const tasks = [...this.#alone.splice(0), ...[...this.#bySeries.values()].flat()];
    this.#bySeries.clear();
    this.#size = 0;
    return tasks;
  }

  add(task: T): void {
    this.#of(task).push(task);
    this.#size += 1;
  }

  /** Trials that were handed out already. */
  putBack(tasks: readonly T[], isSuspect: (task: T) => boolean): void {
    for (const task of [...tasks].reverse()) {
      if (isSuspect(task)) this.#alone.push(task);
      else this.#of(task).unshift(task);
      this.#size += 1;
    }
  }

  /** Ready before all others. */
  addFirst(task: T): void {
    this.#of(task).unshift(task);
    this.#size += 1;
  }

  /**
   * The next group, of one series, for one process.
   *
   * @param has hashes of the series that it has already
   */
  take(has: ReadonlySet<string>, costs: TrialCosts): readonly T[] {
    const alone = this.#alone.shift();
    if (alone !== undefined) {
      this.#size -= 1;
      return [alone];
    }
    const series = [...has].find((one) => this.#bySeries.has(one)) ?? this.#bySeries.keys().next().value;
    const waiting = series === undefined ? undefined : this.#bySeries.get(series);
    if (series === undefined || waiting === undefined) return [];
    let [count, seconds] = [0, 0];
    for (const { forecaster, origins } of waiting) {
      // Of what has never been measured, one at a time.
      seconds += costs.of(forecaster, origins.length) ?? groupSeconds;
      if (count > 0 && seconds > groupSeconds) break;
      count += 1;
      if (count === maxGroup) break;
    }
    const group = waiting.splice(0, count);
    if (waiting.length === 0) this.#bySeries.delete(series);
    this.#size -= group.length;
    return group;
  }

  #of({ series: { sha256 } }: T): T[] {
    const known = this.#bySeries.get(sha256);
    if (known !== undefined) return known;
    const waiting: T[] = [];
    this.#bySeries.set(sha256, waiting);
    return waiting;
  }
}
