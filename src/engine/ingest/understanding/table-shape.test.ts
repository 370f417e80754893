import { describe, expect, test } from "vitest";
import { findTable } from "./table-shape.ts";

const data = Array.from({ length: 20 }, (_, i) => [`2024-01-${String(i + 1).padStart(2, "0")}`, `${i}.5`]);
const namesOf = (rows: string[][]): string[] | undefined => findTable(rows, ",")?.columns.map(({ name }) => name);

describe("between the names of the columns and the data", () => {
  test.each([
    ["a comment", [["# values in kW"]]],
    ["several comments", [["# values in kW"], ["# measured at the gate"]]],
    ["a note", [["(in thousands)"]]],
    ["a rule", [["----------", "-----"]]],
    ["a comment as wide as the table", [["# values in kW", ""]]],
    ["a comment with the delimiter in it", [["# values in kW", " measured at the gate"]]],
  ])("%s leaves the columns their names", (_, between) => {
    expect(namesOf([["date", "load"], ...between, ...data])).toEqual(["date", "load"]);
  });

  test("a comment above the names is no name, and # may be one", () => {
    expect(namesOf([["# Station", "Berlin"], ["date", "load"], ...data])).toEqual(["date", "load"]);
    expect(namesOf([["#", "load"], ["", "kW"], ...data])).toEqual(["#", "load"]);
  });

  test("notes alone name nothing", () => {
    expect(namesOf([["A title"], ["# a comment"], ...data])).toEqual(["column 1", "column 2"]);
    expect(namesOf([["# Station", "Berlin"], ["# a comment"], ...data])).toEqual(["column 1", "column 2"]);
    expect(namesOf([["by", "Ann"], [""], ["# a comment"], ...data])).toEqual(["column 1", "column 2"]);
  });
});
