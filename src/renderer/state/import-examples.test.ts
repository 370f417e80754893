import { expect, test } from "vitest";
import type { ColumnInfo } from "#contract/data";
import { datasetOf, seriesOf, valuesOf } from "./fixtures.ts";
import { exampleSeries, examplesOf } from "./import-examples.ts";

const time: ColumnInfo = { name: "month", role: "time", type: "time" };
const shop: ColumnInfo = { name: "shop", role: "id", type: "text" };
const target = (name: string): ColumnInfo => ({ name, role: "target", type: "number" });

test("wide: each column shows its own first values", () => {
  const dataset = { ...datasetOf("d", "a", "b"), columns: [time, target("a"), target("b")] };
  const values = new Map(["a", "b"].map((id) => [id, valuesOf(id)]));
  values.get("b")?.values.fill(NaN, 1, 2);
  expect(examplesOf(time, dataset, values)).toHaveLength(3);
  expect(examplesOf(target("a"), dataset, values)).toEqual(["0", "1", "2"]);
  expect(examplesOf(target("b"), dataset, values)[1]).toBe("missing");
});

test("long: the id shows names, and the values are those of the first series", () => {
  const dataset = { ...datasetOf("d", "north", "south"), columns: [time, shop, target("sales")] };
  expect(examplesOf(shop, dataset, new Map())).toEqual(["north", "south"]);
  expect(examplesOf(target("sales"), dataset, new Map([["north", valuesOf("north")]]))).toEqual(["0", "1", "2"]);
  const two = { ...datasetOf("d", "north / a", "north / b"), columns: [time, shop, target("a"), target("b")] };
  expect(examplesOf(shop, two, new Map())).toEqual(["north"]);
});

test("few and small series are asked for", () => {
  const many = datasetOf("d", ...Array.from({ length: 30 }, (_, index) => `s${index}`));
  expect(exampleSeries(many)).toHaveLength(8);
  expect(exampleSeries({ ...many, series: [{ ...seriesOf("long"), steps: 10_000_000 }] })).toEqual([]);
});
