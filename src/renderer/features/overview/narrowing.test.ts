import fc from "fast-check";
import { expect, test } from "vitest";
import { columnOf } from "./columns.ts";
import { fileOrder } from "./defaults.ts";
import { facts, rowOf } from "./fixtures.ts";
import { narrowed, presetOf, presets } from "./narrowing.ts";

const everything = { preset: "all", query: "", conditions: [], sorting: fileOrder };
const rows = [
  rowOf("north 2", 0, { median: 12, coverage: 0.5, verdict: "too-narrow", skill: -0.2 }),
  rowOf("north 1", 1),
  rowOf("south 1", 2, { median: 8, coverage: 0.8, skill: 0.6 }),
  rowOf("a north", 3, { median: 20, coverage: 0.9, skill: 0.1 }),
];
const ids = (change: Partial<Parameters<typeof narrowed>[1]>): readonly string[] =>
  narrowed(rows, { ...everything, ...change }, facts).map(({ id }) => id);

test("rows without an answer come last, in either direction", () => {
  expect(ids({ sorting: { column: "growth", direction: "descending" } })).toEqual([
    ...["a north", "north 2", "south 1", "north 1"],
  ]);
  expect(ids({ sorting: { column: "growth", direction: "ascending" } }).at(-1)).toBe("north 1");
});

test("words keep the order, and every one of them is found", () => {
  expect(ids({ query: "NORTH" })).toEqual(["north 2", "north 1", "a north"]);
  expect(ids({ query: "north 1" })).toEqual(["north 1"]);
});

test("what the file says of a series finds it, too", () => {
  const about = rows.map((row) =>
    row.id === "south 1"
      ? { ...row, row: { ...row.row, series: { ...row.row.series, about: "Trousers, blue" } } }
      : row,
  );
  const found = narrowed(about, { ...everything, query: "blue trousers" }, facts);
  expect(found.map(({ id }) => id)).toEqual(["south 1"]);
});

test("conditions are in the unit of the column, and what is not known meets none", () => {
  expect(ids({ conditions: [{ column: "growth", is: "above", limit: 19 }] })).toEqual(["north 2", "a north"]);
  expect(ids({ conditions: [{ column: "growth", is: "below", limit: 0 }] })).toEqual(["south 1"]);
  expect(
    ids({
      conditions: [
        { column: "coverage", is: "below", limit: 85 },
        { column: "error", is: "above", limit: 0.5 },
      ],
    }),
  ).toEqual(["north 2", "south 1"]);
});

test.each([
  ["worst", ["north 2", "a north", "south 1"]],
  ["growing", ["a north", "north 2", "south 1", "north 1"]],
  ["narrow", ["north 2"]],
  ["failed", []],
])("%s", (preset, expected) => {
  expect(ids({ preset, sorting: presetOf(preset).sorting ?? fileOrder })).toEqual(expected);
});

test("each preset sorts by a column that there is", () => {
  const columns = presets.flatMap(({ sorting }) => (sorting === null || sorting === fileOrder ? [] : [sorting.column]));
  expect(columns.map((id) => columnOf(id)?.id)).toEqual(columns);
});

test("sorting leaves out nothing, and orders what is known", () => {
  const numbers = fc.record({ median: fc.option(fc.integer({ min: 1, max: 50 }), { nil: undefined }) });
  fc.assert(
    fc.property(fc.array(numbers, { maxLength: 30 }), fc.boolean(), (list, isUp) => {
      const made = list.map(({ median }, place) => rowOf(`s${place}`, place, median === undefined ? {} : { median }));
      const direction = isUp ? ("ascending" as const) : ("descending" as const);
      const sorted = narrowed(made, { ...everything, sorting: { column: "forecast", direction } }, facts);
      expect(new Set(sorted)).toEqual(new Set(made));
      const values = sorted.map((row) => columnOf("forecast")?.valueOf(row, facts) as number);
      const known = values.filter((value) => !Number.isNaN(value));
      expect(values.slice(0, known.length)).toEqual(known.toSorted((a, b) => (isUp ? a - b : b - a)));
    }),
  );
});
