import fc from "fast-check";
import { expect, test } from "vitest";
import { orRefusal } from "../errors/testing.ts";
import { stacked } from "../history/history-fixtures.ts";
import { arbitraryAdjustment } from "./scenario-fixtures.ts";
import {
  type Adjustment,
  addScenarioStep,
  baseScenario,
  emptyScenarioLog,
  type ScenarioCommand,
  scenarioLimits,
  type ScenarioLog,
  scenariosOf,
} from "./index.ts";
import { redo, undo } from "#domain/history";

const adjustment = arbitraryAdjustment(20, ["a", "b"]).map((edit): Omit<Adjustment, "id"> => {
  return { ...edit, madeMs: 1, seen: -1, frequency: { unit: "day", count: 1 } };
});
const names = fc.constantFrom("Promotion", "Level", "Strike", "Base");
/** Scenarios and what is removed are named by their place among those that are there. */
const wanted = fc.oneof(
  fc.record({
    kind: fc.constant("change" as const),
    at: fc.nat(3),
    adjustments: fc.array(adjustment, { maxLength: 2 }),
    takes: fc.array(fc.nat(4), { maxLength: 2 }),
  }),
  fc.record({ kind: fc.constant("create" as const), name: names, at: fc.option(fc.nat(3)) }),
  fc.record({ kind: fc.constant("rename" as const), at: fc.nat(3), name: names }),
  fc.record({ kind: fc.constant("delete" as const), at: fc.nat(3) }),
  fc.constant("undo" as const),
  fc.constant("redo" as const),
);

function run(log: ScenarioLog, what: typeof wanted extends fc.Arbitrary<infer W> ? W : never): ScenarioLog {
  if (what === "undo") return undo(log);
  if (what === "redo") return redo(log);
  const all = scenariosOf(log);
  const idAt = (at: number): number => all[at]?.id ?? 9_999;
  const command: ScenarioCommand =
    what.kind === "create"
      ? { kind: "create", name: what.name, from: what.at === null ? null : idAt(what.at) }
      : what.kind === "change"
        ? {
            ...{ kind: "change", scenario: idAt(what.at), adjustments: what.adjustments, edits: [] },
            removes: what.takes.flatMap((at) => all[what.at]?.adjustments[at]?.id ?? []),
          }
        : what.kind === "rename"
          ? { kind: "rename", scenario: idAt(what.at), name: what.name }
          : { kind: "delete", scenario: idAt(what.at) };
  const next = orRefusal(() => addScenarioStep(log, command));
  return next instanceof Error ? log : next;
}

test("any sequence of changes, undo and redo is what an editor's stacks of whole states have", () => {
  fc.assert(
    fc.property(fc.array(wanted, { maxLength: 40 }), (commands) => {
      for (const { log, present } of stacked(commands, emptyScenarioLog, run, scenariosOf)) {
        expect(scenariosOf(log)).toEqual(present);
        const ids = present.flatMap(({ adjustments }) => adjustments.map(({ id }) => id));
        expect(new Set(ids).size).toBe(ids.length);
        expect(new Set(present.map(({ name }) => name.toLowerCase())).size).toBe(present.length);
        expect(present[0]?.id).toBe(baseScenario);
      }
    }),
  );
});

const some: Omit<Adjustment, "id"> = {
  ...{ series: "a", from: 0, to: 0, change: { kind: "add", amount: 1 }, shape: "pulse", range: "keep", note: "" },
  ...{ madeMs: 1, seen: -1, frequency: { unit: "day", count: 1 } },
};
const add = (log: ScenarioLog, scenario = baseScenario): ScenarioLog =>
  addScenarioStep(log, { kind: "change", scenario, adjustments: [some], edits: [], removes: [] });

test("a copy has what its model had then, and goes its own way", () => {
  let log = addScenarioStep(add(emptyScenarioLog), { kind: "create", name: " Promotion ", from: baseScenario });
  const [, copy] = scenariosOf(log);
  expect(copy).toMatchObject({ name: "Promotion", adjustments: [some] });
  log = add(log, copy?.id);
  expect(scenariosOf(log).map(({ adjustments }) => adjustments.length)).toEqual([1, 2]);
});

test("the base can be neither renamed nor deleted, and its history is the file's", () => {
  const refusal = (command: ScenarioCommand) => orRefusal(() => addScenarioStep(emptyScenarioLog, command));
  expect(refusal({ kind: "delete", scenario: baseScenario })).toMatchObject({ code: "wrong-arguments" });
  expect(refusal({ kind: "rename", scenario: baseScenario, name: "x" })).toMatchObject({ code: "wrong-arguments" });
  const edit = { series: "a", from: 0, to: 0, action: { kind: "exclude" as const }, text: "" };
  const change = { kind: "change" as const, scenario: baseScenario, adjustments: [], edits: [edit], removes: [] };
  expect(refusal(change)).toMatchObject({ code: "wrong-arguments" });
  expect(refusal({ kind: "create", name: " base", from: null })).toMatchObject({ code: "wrong-arguments" });
});

test("beyond the limit of steps the oldest become one, and nothing in force changes", () => {
  let log = addScenarioStep(emptyScenarioLog, { kind: "create", name: "Other", from: null });
  for (let step = 0; step < scenarioLimits.steps + 5; step++) log = add(log, step % 2 === 0 ? baseScenario : 1);
  expect(log.steps).toHaveLength(scenarioLimits.steps);
  expect(scenariosOf(log).map(({ name, adjustments }) => [name, adjustments.length])).toEqual([
    ["Base", 1003],
    ["Other", 1002],
  ]);
});

test("there can be so many adjustments and no more", () => {
  const many = Array.from({ length: scenarioLimits.adjustments }, () => some);
  const full = addScenarioStep(emptyScenarioLog, {
    ...{ kind: "change", scenario: baseScenario, adjustments: many, edits: [], removes: [] },
  });
  expect(orRefusal(() => add(full))).toMatchObject({ code: "wrong-arguments" });
});
