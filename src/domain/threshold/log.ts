import { EngineError } from "#domain/errors";
import { type StepLog, withStep } from "#domain/history";
import { checkThreshold, type Threshold, type ThresholdEdit, thresholdLimits } from "./threshold.ts";

/** One thing that a user did: thresholds that were set, and thresholds that were taken away. A change is both. */
export interface ThresholdStep {
  readonly adds: readonly Threshold[];
  /** Ids of earlier ones. */
  readonly removes: readonly number[];
}

/** Everything that was done for one content. */
export type ThresholdLog = StepLog<ThresholdStep>;

/** Thresholds of an open dataset. */
export interface ThresholdsState {
  /** Handle of the file's own content, which they belong to however it is corrected. */
  readonly base: string;
  readonly thresholds: readonly Threshold[];
  readonly canUndo: boolean;
  readonly canRedo: boolean;
}

export const emptyThresholdLog: ThresholdLog = { steps: [], position: 0, nextId: 1 };

/** Those in force, in the order in which they were first set. */
export function thresholdsIn({ steps, position }: ThresholdLog): readonly Threshold[] {
  const found = new Map<number, Threshold>();
  for (const { adds, removes } of steps.slice(0, position)) {
    for (const id of removes) if (!adds.some((one) => one.id === id)) found.delete(id);
    for (const threshold of adds) found.set(threshold.id, threshold);
  }
  return [...found.values()];
}

export interface ThresholdChanges {
  /** New ones. */
  readonly add: readonly ThresholdEdit[];
  /** Those that are others now; one that is not in force is passed over: another window may have removed it. */
  readonly change: readonly Threshold[];
  /** Ids. */
  readonly remove: readonly number[];
}

/**
 * The log with one more step.
 *
 * @throws EngineError wrong-arguments for one that says nothing, or where there would be too many
 */
export function changeThresholds(log: ThresholdLog, { add, change, remove }: ThresholdChanges): ThresholdLog {
  const inForce = new Map(thresholdsIn(log).map((one) => [one.id, JSON.stringify(one)]));
  const changed = change.filter((one) => inForce.has(one.id) && inForce.get(one.id) !== JSON.stringify(one));
  const removed = [...new Set(remove)].filter((id) => inForce.has(id) && !changed.some((one) => one.id === id));
  if (add.length + changed.length + removed.length === 0) return log;
  for (const one of [...add, ...changed]) checkThreshold(one);
  if (inForce.size - removed.length + add.length > thresholdLimits.thresholds)
    throw new EngineError("wrong-arguments", `A file can have ${thresholdLimits.thresholds} thresholds.`, {
      hint: "Set one for a group, or for all series, instead of one for each.",
    });
  const adds = [...changed, ...add.map((one, at) => ({ ...one, id: log.nextId + at }))];
  const removes = [...removed, ...changed.map(({ id }) => id)];
  const next = { step: { adds, removes }, nextId: log.nextId + add.length };
  return withStep(log, next, thresholdLimits.steps, (oldest) => ({ adds: thresholdsIn(oldest), removes: [] }));
}
