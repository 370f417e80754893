import fc from "fast-check";
import { expect, test } from "vitest";
import type { CorrectionEdit } from "#domain/correction";
import { type AdjustmentEdit, scenarioLimits } from "#domain/scenario";
import { arbitraryEdit } from "../../domain/correction/correction-fixtures.ts";
import { orRefusal } from "../../domain/errors/testing.ts";
import { arbitraryAdjustment } from "../../domain/scenario/scenario-fixtures.ts";
import { adjustmentsCsv, parseAdjustments, parseScenario, scenarioText } from "./index.ts";

const words = fc.oneof(
  fc.string({ unit: "binary", maxLength: 20 }),
  fc.string({
    unit: fc.constantFrom("'", "=", "-", '"', ",", ";", "\n", "\r", "\t", " ", "a", "\uFEFF"),
    maxLength: 6,
  }),
);
const adjustment = fc
  .tuple(arbitraryAdjustment(40_000), words, words)
  .map(([one, series, note]): AdjustmentEdit => ({ ...one, series, note }));

const read = (text: string): unknown[] => parseAdjustments(text).map(({ edit }) => edit);

test("what was written is read again as it was", () => {
  fc.assert(
    fc.property(fc.array(adjustment), (edits) => {
      expect(read(adjustmentsCsv(edits))).toEqual(edits);
    }),
  );
});

test("a file as a planner writes it: only what is needed, shares, semicolons, decimal commas", () => {
  const text =
    "Series;From;Change;Value;Note\r\nshop;2026-05-01;Multiply;+12,5 %;spring sale\r\n;;;;\r\nshop;2026-06-01;set;1,5;\r\n";
  const step = { series: "shop", shape: "pulse" };
  expect(parseAdjustments(text)).toEqual([
    {
      row: 2,
      edit: {
        ...{ ...step, from: Date.UTC(2026, 4, 1), to: Date.UTC(2026, 4, 1), range: "scale", note: "spring sale" },
        change: { kind: "multiply", factor: 1.125 },
      },
    },
    {
      row: 4,
      edit: {
        ...{ ...step, from: Date.UTC(2026, 5, 1), to: Date.UTC(2026, 5, 1), range: "keep", note: "" },
        change: { kind: "set", value: 1.5 },
      },
    },
  ]);
});

test.each([
  ["1.5.2026,,add,1,,", "no time"],
  ["2026-05-02,2026-05-01,add,1,,", "before it begins"],
  ["2026-05-01,,double,1,,", '"double" is no change. Changes are: set, add, multiply.'],
  ["2026-05-01,,add,,,", "needs a number"],
  ["2026-05-01,,add,10 %,,", "has a share"],
  ["2026-05-01,,multiply,-1,,", "zero or more"],
  ["2026-05-01,,add,1,wave,", '"wave" is no shape'],
  ["2026-05-01,,add,1,pulse,wide", '"wide" says nothing of the range'],
])("a row that can't be read says what is wrong with it: %s", (row, said) => {
  expect(read(`series,from,to,change,value,shape,range\na,${row}`)).toEqual([
    { unreadable: expect.stringContaining(said) },
  ]);
});

test("a file of something else, or of too many, is refused", () => {
  expect(orRefusal(() => parseAdjustments("time,load\n2024-01-01,3"))).toMatchObject({ code: "file-not-a-table" });
  const many = `series,from,change,value\n${"a,2026-01-01,add,1\n".repeat(scenarioLimits.adjustments + 1)}`;
  expect(orRefusal(() => parseAdjustments(many))).toMatchObject({ code: "file-not-a-table" });
});

test("a scenario is read again as it was written", () => {
  const edit = fc
    .tuple(arbitraryEdit(40_000), words, words)
    .map(([one, series, text]): CorrectionEdit => ({ ...one, series, text }));
  fc.assert(
    fc.property(fc.array(adjustment, { maxLength: 5 }), fc.array(edit, { maxLength: 5 }), (adjustments, edits) => {
      const scenario = { name: "Promotion, 10 %", adjustments, edits };
      expect(parseScenario(scenarioText(scenario))).toEqual(scenario);
    }),
  );
});

test.each([
  ["", "not JSON"],
  ["[]", "no file of a scenario"],
  ['{"scenario":"a","adjustments":[{"series":"a","from":"soon"}]}', 'Entry 1 of the scenario can\'t be read: "soon"'],
  ['{"scenario":"a","history":["series,from,action","a,2026-01-01,delete"]}', "Entry 1 of the scenario"],
])("what is no scenario is refused: %s", (text, said) => {
  expect(orRefusal(() => parseScenario(text))).toMatchObject({ message: expect.stringContaining(said) });
});
