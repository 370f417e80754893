import { expect, test } from "vitest";
import { sortedAgain, sortedBy } from "./sorting.ts";

test("values that are missing come last in either direction, and equal ones stay as they were", () => {
  const rows = [
    { id: "a", value: 2 },
    { id: "b", value: Number.NaN },
    { id: "c", value: 1 },
    { id: "d", value: 2 },
    { id: "e", value: Infinity },
  ];
  const order = (direction: "ascending" | "descending") =>
    sortedBy(rows, ({ value }) => value, direction).map(({ id }) => id);
  expect(order("ascending")).toEqual(["c", "a", "d", "e", "b"]);
  expect(order("descending")).toEqual(["e", "a", "d", "c", "b"]);
});

test("names with numbers are ordered by these, and no name comes last", () => {
  expect(sortedBy(["", "b", "a"], (name) => name, "descending")).toEqual(["b", "a", ""]);
  expect(sortedBy(["s10", "s9", "r1"], (name) => name, "ascending")).toEqual(["r1", "s9", "s10"]);
});

test("a column that is chosen again turns round", () => {
  const once = sortedAgain({ column: "a", direction: "descending" }, "b");
  expect(once).toEqual({ column: "b", direction: "ascending" });
  expect(sortedAgain(once, "b")).toEqual({ column: "b", direction: "descending" });
});
