/** Everything that a user did to something, in its order. The first `position` steps are in force, the others can be redone. */
export interface StepLog<Step> {
  readonly steps: readonly Step[];
  readonly position: number;
  /** Of the next thing that a step adds. */
  readonly nextId: number;
}

/** The log before its last step in force; itself where there is none. */
export function undo<Log extends StepLog<unknown>>(log: Log): Log {
  return log.position === 0 ? log : { ...log, position: log.position - 1 };
}

/** The log with the step again that was undone last; itself where there is none. */
export function redo<Log extends StepLog<unknown>>(log: Log): Log {
  return log.position === log.steps.length ? log : { ...log, position: log.position + 1 };
}

/**
 * The log with one more step; what was undone before it can't be redone any more, as in any editor.
 *
 * @param next the step, and the id of what the one after it adds
 * @param limit steps that are kept: beyond it the oldest become one
 * @param joined the one step that makes what all of these made
 */
export function withStep<Step>(
  log: StepLog<Step>,
  next: { readonly step: Step; readonly nextId: number },
  limit: number,
  joined: (oldest: StepLog<Step>) => Step,
): StepLog<Step> {
  let steps: readonly Step[] = [...log.steps.slice(0, log.position), next.step];
  const excess = steps.length - limit;
  if (excess > 0) {
    const oldest = steps.slice(0, excess + 1);
    steps = [joined({ steps: oldest, position: oldest.length, nextId: next.nextId }), ...steps.slice(excess + 1)];
  }
  return { steps, position: steps.length, nextId: next.nextId };
}
