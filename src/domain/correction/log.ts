import { EngineError } from "#domain/errors";
import { type StepLog, withStep } from "#domain/history";
import { type Correction, type CorrectionEdit, type CorrectionKind, editKey } from "./correction.ts";

/** One thing that a user did: corrections that were made, and corrections that were taken back. */
export interface CorrectionStep {
  readonly adds: readonly Correction[];
  /** Ids of earlier ones. */
  readonly removes: readonly number[];
}

/** Everything that was done to one content. */
export type CorrectionLog = StepLog<CorrectionStep>;

/** A step in a few words: the window has the sentence. */
export interface StepSummary {
  readonly added: number;
  readonly removed: number;
  /** Of what was added, or, where nothing was, of what was removed; null where they are of several kinds. */
  readonly kind: CorrectionKind | null;
}

export const emptyLog: CorrectionLog = { steps: [], position: 0, nextId: 1 };

export const correctionLimits = {
  /** In force at once. */
  corrections: 10_000,
  /** Steps that can be undone; the oldest become one beyond that. */
  steps: 2_000,
  /** Characters of a text. */
  text: 500,
} as const;

/** Those in force, in the order in which they apply. */
export function effective({ steps, position }: CorrectionLog): readonly Correction[] {
  const found = new Map<number, Correction>();
  for (const { adds, removes } of steps.slice(0, position)) {
    for (const id of removes) found.delete(id);
    for (const correction of adds) found.set(correction.id, correction);
  }
  return [...found.values()].sort((a, b) => a.id - b.id);
}

/**
 * The log with one more step.
 *
 * @param adds without ids, which they get here
 * @param removes ids that are not in force are passed over: another window may have removed them
 * @throws EngineError wrong-arguments where there would be too many
 */
export function addStep(
  log: CorrectionLog,
  { adds, removes }: { readonly adds: readonly Omit<Correction, "id">[]; readonly removes: readonly number[] },
): CorrectionLog {
  const inForce = new Set(effective(log).map(({ id }) => id));
  const removed = [...new Set(removes)].filter((id) => inForce.has(id));
  if (adds.length === 0 && removed.length === 0) return log;
  const count = inForce.size - removed.length + adds.length;
  if (count > correctionLimits.corrections) {
    throw new EngineError(
      "wrong-arguments",
      `A file can have ${correctionLimits.corrections.toLocaleString("en")} corrections; with these it would have ${count.toLocaleString("en")}.`,
      { hint: "Correct a stretch instead of single points, or correct the file itself." },
    );
  }
  const step = { adds: adds.map((edit, at) => ({ ...edit, id: log.nextId + at })), removes: removed };
  return withStep(log, { step, nextId: log.nextId + adds.length }, correctionLimits.steps, (oldest) => ({
    adds: effective(oldest),
    removes: [],
  }));
}

/** Nothing is corrected any more; one step, which can be undone. */
export function clearAll(log: CorrectionLog): CorrectionLog {
  return addStep(log, { adds: [], removes: effective(log).map(({ id }) => id) });
}

/** Edits that the log does not have in force already, each once: what is left to do of another file's. */
export function notYetIn<Edit extends CorrectionEdit>(log: CorrectionLog, edits: readonly Edit[]): readonly Edit[] {
  const known = new Set(effective(log).map(editKey));
  return edits.filter((edit) => {
    const key = editKey(edit);
    const isNew = !known.has(key);
    known.add(key);
    return isNew;
  });
}

/** What undo would take back; null where it does nothing. */
export function undoable(log: CorrectionLog): StepSummary | null {
  return summaryOf(log, log.position - 1);
}

/** What redo would do again; null where it does nothing. */
export function redoable(log: CorrectionLog): StepSummary | null {
  return summaryOf(log, log.position);
}

function summaryOf(log: CorrectionLog, at: number): StepSummary | null {
  const step = log.steps[at];
  if (step === undefined) return null;
  const before = new Map(effective({ ...log, position: at }).map((correction) => [correction.id, correction]));
  const removed = step.removes.flatMap((id) => before.get(id) ?? []);
  const kinds = new Set((step.adds.length > 0 ? step.adds : removed).map(({ action }) => action.kind));
  const [kind = null] = kinds;
  return { added: step.adds.length, removed: step.removes.length, kind: kinds.size === 1 ? kind : null };
}
