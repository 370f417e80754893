import { expect, test } from "vitest";
import type { Preview } from "#domain/dataset";
import { columnsMatching, hasClock, previewCell } from "./preview-cells.ts";

const row = (cells: readonly string[], understood: readonly (string | null)[] | null): Preview["rows"][number] => ({
  row: 1,
  kind: "data",
  cells: [...cells],
  understood: understood === null ? null : [...understood],
});
const previewOf = (...rows: Preview["rows"]): Preview => ({ rows, cellOf: [0, 1] });

test("what stands in the file and what became of it, where they differ", () => {
  const preview = previewOf(
    row(["01.02.2024", "1.234,5"], ["2024-02-01T00:00:00", "1234.5"]),
    row(["2024-02-02", "7.0"], ["2024-02-02T00:00:00", "7"]),
  );
  const cells = preview.rows.map((each) => [0, 1].map((column) => previewCell(each, column, preview, false)));
  expect(cells[0]).toEqual([
    { raw: "01.02.2024", understood: "2024-02-01", isMissing: false },
    { raw: "1.234,5", understood: "1234.5", isMissing: false },
  ]);
  expect(cells[1]?.map(({ understood }) => understood)).toEqual([null, null]);
});

test("a missing value is told from one that is not known", () => {
  const preview = previewOf(row(["n/a", "1"], [null, "1"]), row(["x", "1"], null));
  expect(preview.rows.map((each) => previewCell(each, 0, preview, false).isMissing)).toEqual([true, false]);
});

test("times have their clock where any of the column has one", () => {
  const midnight = row(["1/2/2024 0:00", ""], ["2024-02-01T00:00:00", null]);
  const preview = previewOf(midnight, row(["1/2/2024 6:30", ""], ["2024-02-01T06:30:00", null]));
  expect(hasClock(preview, 0)).toBe(true);
  expect(previewCell(midnight, 0, preview, true).understood).toBe("2024-02-01 00:00");
  expect(hasClock(previewOf(midnight), 0)).toBe(false);
});

test("a column is read from the cell that it is made of", () => {
  const preview: Preview = { rows: [row(["ignored", "5"], ["5"])], cellOf: [1] };
  expect(preview.rows.map((each) => previewCell(each, 0, preview, false).raw)).toEqual(["5"]);
});

test("columns are found by name and keep their place", () => {
  const columns = ["Time", "load A", "Load B"].map((name) => ({
    name,
    role: "target" as const,
    type: "number" as const,
  }));
  expect(columnsMatching({ columns }, " load ")).toEqual([
    { index: 1, name: "load A" },
    { index: 2, name: "Load B" },
  ]);
});
