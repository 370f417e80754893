import { expect, test } from "vitest";
import type { Threshold } from "#domain/threshold";
import type { SeriesRow } from "./columns.ts";
import { columnIds, fileOrder, usualColumns } from "./defaults.ts";
import { facts, rowOf } from "./fixtures.ts";
import { narrowed, presetOf } from "./narrowing.ts";
import { tableCells } from "./use-rows.ts";

const limit: Threshold = {
  ...{ id: 1, name: "", rule: { kind: "above", value: 12 }, scope: { kind: "all" } },
  ...{ from: null, to: null, unit: "MW", severity: "critical" },
};
const first = Date.UTC(2024, 2, 1);

function at(id: string, place: number, chance: number | null): SeriesRow {
  const one = rowOf(id, place, { median: 10 });
  if (chance === null) return one;
  return { ...one, row: { ...one.row, risk: { state: "known", value: { chance, first, threshold: limit } } } };
}

const rows = [at("a", 0, 0.2), at("b", 1, null), at("c", 2, 0.9), at("d", 3, 0.001)];

test("the series at risk are those with a threshold, the likeliest first", () => {
  const { sorting } = presetOf("risk");
  const shown = narrowed(rows, { preset: "risk", query: "", conditions: [], sorting: sorting ?? fileOrder }, facts);
  expect(shown.map(({ id }) => id)).toEqual(["c", "a", "d"]);
});

test("a file gets the chance as a number and the time in full; of what all but never happens no time", () => {
  const [head = [], ...cells] = tableCells(rows, ["risk", "crossing"], facts);
  expect(head.slice(0, 3)).toEqual(["Series", "Risk", "First crossing"]);
  expect(cells.map((row) => row.slice(0, 3))).toEqual([
    ["a", 0.2, "2024-03-01T00:00:00"],
    ["b", "", ""],
    ["c", 0.9, "2024-03-01T00:00:00"],
    ["d", 0.001, ""],
  ]);
});

test("the columns are there by themselves where a threshold is set, unless the user has chosen others", () => {
  expect(columnIds(null, false)).toEqual(usualColumns);
  expect(columnIds(null, true)).toEqual(expect.arrayContaining(["risk", "crossing", ...usualColumns]));
  expect(columnIds(["series", "steps"], true)).toEqual(["series", "steps"]);
});
