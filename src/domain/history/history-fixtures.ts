/** What undo and redo of a log have to be: an editor's stacks of whole states. For the property tests of every log of steps. */

export interface Stacked<Log, State> {
  readonly log: Log;
  /** What the log has to have in force. */
  readonly present: State;
  readonly isUndoable: boolean;
  readonly isRedoable: boolean;
}

/** After each command, what the stacks say. A command that leaves the log as it was is none. */
export function* stacked<Log, State, Command>(
  commands: readonly Command[],
  empty: Log,
  run: (log: Log, command: Command) => Log,
  stateOf: (log: Log) => State,
): Generator<Stacked<Log, State>> {
  let log = empty;
  const past: State[] = [];
  let present = stateOf(empty);
  let future: State[] = [];
  for (const command of commands) {
    const next = run(log, command);
    if (command === "undo" || command === "redo") {
      const [from, to] = command === "undo" ? [past, future] : [future, past];
      const other = from.pop();
      if (other !== undefined) {
        to.push(present);
        present = other;
      }
    } else if (next !== log) {
      past.push(present);
      present = stateOf(next);
      future = [];
    }
    log = next;
    yield { log, present, isUndoable: past.length > 0, isRedoable: future.length > 0 };
  }
}
