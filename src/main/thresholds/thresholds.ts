/** Thresholds of open datasets: what limits and orders the user has set for their series. */
import type { IngestedDataset } from "#domain/dataset";
import { EngineError } from "#domain/errors";
import {
  appliesTo,
  changeThresholds,
  concerns,
  emptyThresholdLog,
  type Threshold,
  type ThresholdChanges,
  type ThresholdLog,
  thresholdsIn,
  type ThresholdsState,
} from "#domain/threshold";
import type { ThresholdLogs, ThresholdsFile } from "./threshold-logs.ts";
import { redo, undo } from "#domain/history";

export interface ThresholdsPorts {
  readonly logs: Pick<ThresholdLogs, "find" | "save">;
  readonly datasets: {
    /** @throws EngineError dataset-not-found */
    get(handle: string): {
      readonly dataset: Pick<IngestedDataset, "columns">;
      readonly source: {
        readonly path?: string;
        readonly settings?: { readonly isOneShot?: boolean };
      } | null;
    };
  };
  /** The file's own content, of a dataset that is corrected or not. */
  readonly baseOf: (handle: string) => string;
  /** @param base the file's own content */
  readonly onChange: (base: string) => void;
}

export class Thresholds {
  readonly #ports: ThresholdsPorts;
  /** By path, until its thresholds are next asked for. */
  readonly #brought = new Map<string, ThresholdLog>();

  constructor(ports: ThresholdsPorts) {
    this.#ports = ports;
  }

  /** @throws EngineError dataset-not-found; user-data-unavailable as `ThresholdLogs.find` */
  list(handle: string): ThresholdsState {
    return stateOf(this.#fileOf(handle).dataset, this.logOf(handle));
  }

  /** Those that a series has. @throws EngineError as {@link list} */
  of(handle: string, series: string): readonly Threshold[] {
    const { dataset } = this.#ports.datasets.get(handle);
    return thresholdsIn(this.logOf(handle)).filter((one) => appliesTo(one, dataset, series));
  }

  /** Those of sums that one of the series is in. @throws EngineError as {@link list} */
  sums(handle: string, series: readonly string[]): readonly Threshold[] {
    const { dataset } = this.#ports.datasets.get(handle);
    return thresholdsIn(this.logOf(handle)).filter(
      (one) => one.scope.kind === "sum" && series.some((id) => concerns(one, dataset, id)),
    );
  }

  /** @throws EngineError as {@link list} */
  logOf(handle: string): ThresholdLog {
    const file = this.#fileOf(handle);
    const own = this.#ports.logs.find(file) ?? emptyThresholdLog;
    const brought = file.path === null ? undefined : this.#brought.get(file.path);
    if (file.path === null || brought === undefined) return own;
    this.#brought.delete(file.path);
    const log = replaced(own, brought);
    if (log !== own) this.#ports.logs.save(file, log);
    return log;
  }

  /**
   * One step of the history: all of it or nothing.
   *
   * @throws EngineError wrong-arguments for one that says nothing; user-data-unavailable where it would be forgotten
   */
  change(handle: string, changes: ThresholdChanges): ThresholdsState {
    return this.#save(handle, (log) => changeThresholds(log, changes));
  }

  undo(handle: string): ThresholdsState {
    return this.#save(handle, undo);
  }

  redo(handle: string): ThresholdsState {
    return this.#save(handle, redo);
  }

  /** Thresholds that a project has for the file at a path: they take the place of its own, as one step, once it is open. */
  bring(path: string, log: ThresholdLog): void {
    this.#brought.set(path, log);
  }

  #save(handle: string, change: (log: ThresholdLog) => ThresholdLog): ThresholdsState {
    const file = this.#fileOf(handle);
    if (this.#ports.datasets.get(handle).source?.settings?.isOneShot === true)
      throw new EngineError("wrong-arguments", "This file is only looked at, and nothing of it is kept.", {
        hint: "Open it to set a threshold.",
      });
    const before = this.logOf(handle);
    const log = change(before);
    if (log !== before) {
      this.#ports.logs.save(file, log);
      this.#ports.onChange(file.dataset);
    }
    return stateOf(file.dataset, log);
  }

  #fileOf(handle: string): ThresholdsFile {
    const { source } = this.#ports.datasets.get(handle);
    return { dataset: this.#ports.baseOf(handle), path: source?.path ?? null };
  }
}

/** The log with the other's thresholds instead of its own; itself where they say the same. */
function replaced(own: ThresholdLog, other: ThresholdLog): ThresholdLog {
  const [before, after] = [thresholdsIn(own), thresholdsIn(other)];
  if (before.length === 0 && own.steps.length === 0) return other;
  const text = (list: readonly Threshold[]): string => JSON.stringify(list.map(({ id: _id, ...edit }) => edit));
  if (text(before) === text(after)) return own;
  return changeThresholds(own, {
    add: after.map(({ id: _id, ...edit }) => edit),
    change: [],
    remove: before.map(({ id }) => id),
  });
}

function stateOf(base: string, log: ThresholdLog): ThresholdsState {
  return {
    base,
    thresholds: thresholdsIn(log),
    canUndo: log.position > 0,
    canRedo: log.position < log.steps.length,
  };
}
