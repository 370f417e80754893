import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { EngineError } from "#domain/errors";
import { orRefusal } from "../errors/testing.ts";
import { stacked } from "../history/history-fixtures.ts";
import { arbitraryEdit, unchecked } from "./correction-fixtures.ts";
import {
  addStep,
  clearAll,
  correctionLimits,
  effective,
  emptyLog,
  notYetIn,
  redoable,
  undoable,
  type Correction,
  type CorrectionLog,
} from "./index.ts";
import { redo, undo } from "#domain/history";

const edit = arbitraryEdit(20, ["a", "b"]).map(unchecked);
const command: fc.Arbitrary<Command> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ adds: fc.array(edit, { minLength: 1, maxLength: 3 }), takes: fc.constant([]) }) },
  { weight: 2, arbitrary: fc.record({ adds: fc.array(edit, { maxLength: 1 }), takes: fc.array(fc.nat(8)) }) },
  { weight: 3, arbitrary: fc.constant("undo" as const) },
  { weight: 3, arbitrary: fc.constant("redo" as const) },
  { weight: 1, arbitrary: fc.constant("clear" as const) },
);

type Command =
  | "undo"
  | "redo"
  | "clear"
  | { readonly adds: readonly Omit<Correction, "id">[]; readonly takes: readonly number[] };

/** What is taken back is named by its place in the list of those in force. */
function run(log: CorrectionLog, what: Command): CorrectionLog {
  if (what === "undo") return undo(log);
  if (what === "redo") return redo(log);
  if (what === "clear") return clearAll(log);
  const inForce = effective(log);
  return addStep(log, { adds: what.adds, removes: what.takes.flatMap((at) => inForce[at]?.id ?? []) });
}

test("any sequence of edits, undo and redo is what an editor's stacks of whole states have", () => {
  fc.assert(
    fc.property(fc.array(command, { maxLength: 40 }), (commands) => {
      for (const { log, present, isUndoable, isRedoable } of stacked(commands, emptyLog, run, effective)) {
        expect(effective(log)).toEqual(present);
        expect(undoable(log) !== null).toBe(isUndoable);
        expect(redoable(log) !== null).toBe(isRedoable);
      }
    }),
  );
});

test("an id is never given twice, so that what another window removes is what it saw", () => {
  fc.assert(
    fc.property(fc.array(command, { maxLength: 30 }), (commands) => {
      const seen = new Map<number, Correction>();
      let log = emptyLog;
      for (const what of commands) {
        log = run(log, what);
        for (const correction of effective(log)) {
          expect(seen.get(correction.id) ?? correction).toEqual(correction);
          seen.set(correction.id, correction);
        }
      }
    }),
  );
});

describe("limits", () => {
  const one = unchecked({ series: "a", from: 0, to: 0, action: { kind: "exclude" }, text: "" });

  test("beyond as many steps as can be undone the oldest become one, and nothing is lost", () => {
    let log = emptyLog;
    for (let at = 0; at < correctionLimits.steps + 5; at += 1) log = addStep(log, { adds: [one], removes: [] });
    expect(log.steps).toHaveLength(correctionLimits.steps);
    expect(effective(log)).toHaveLength(correctionLimits.steps + 5);
    for (let at = 0; at < correctionLimits.steps; at += 1) log = undo(log);
    expect(undoable(log)).toBeNull();
  });

  test("too many corrections are refused in words", () => {
    const full = addStep(emptyLog, {
      adds: Array.from({ length: correctionLimits.corrections }, () => one),
      removes: [],
    });
    const refused = orRefusal(() => addStep(full, { adds: [one], removes: [] }));
    expect(refused).toBeInstanceOf(EngineError);
    expect(refused).toMatchObject({ code: "wrong-arguments", message: expect.stringContaining("10,001") });
    expect(effective(addStep(full, { adds: [one], removes: [1] }))).toHaveLength(correctionLimits.corrections);
  });
});

test("what undo would take back is told by what it was", () => {
  const exclude = unchecked({ series: "a", from: 0, to: 0, action: { kind: "exclude" }, text: "" });
  const note = unchecked({ series: "a", from: 0, to: 0, action: { kind: "note" }, text: "x" });
  const log = addStep(emptyLog, { adds: [exclude, note], removes: [] });
  expect(undoable(log)).toEqual({ added: 2, removed: 0, kind: null });
  const removed = addStep(log, { adds: [], removes: [2] });
  expect(undoable(removed)).toEqual({ added: 0, removed: 1, kind: "note" });
  expect(redoable(undo(removed))).toEqual({ added: 0, removed: 1, kind: "note" });
});

test("of another file's corrections only those are new that are not in force already, each once", () => {
  const exclude = unchecked({ series: "a", from: 0, to: 0, action: { kind: "exclude" }, text: "" });
  const other = { ...exclude, text: "why" };
  const log = addStep(emptyLog, { adds: [exclude], removes: [] });
  expect(notYetIn(log, [exclude, other, other])).toEqual([other]);
});
