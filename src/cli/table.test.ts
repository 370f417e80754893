import { expect, test } from "vitest";
import { alignTable } from "./table.ts";

test("aligns numbers to the right, words to the left, and leaves no blanks at the end of a line", () => {
  expect(
    alignTable(
      ["Name", "Value"],
      [
        ["a", "1"],
        ["longer", "1234.5"],
      ],
    ),
  ).toBe(["Name     Value", "──────  ──────", "a            1", "longer  1234.5"].join("\n"));
});

test("an empty table is its header", () => {
  expect(alignTable(["Name"], [])).toBe("Name\n────");
});
