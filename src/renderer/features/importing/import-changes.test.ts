import { expect, test } from "vitest";
import type { ColumnInfo, ImportOptions } from "#domain/dataset";
import { datasetOf } from "../../bridge/fixtures.ts";
import { changesOf } from "./import-changes.ts";
import { draftOf, subjectOf, withRole, type ImportSubject } from "./import-draft.ts";

const column = (name: string, role: ColumnInfo["role"]): ColumnInfo => ({ name, role, type: "number" });
const subjectWith = (options: ImportOptions = {}): ImportSubject => ({
  ...subjectOf(datasetOf("d", "a", "b")),
  columns: [
    column("time", "time"),
    column("a", "target"),
    column("b", "target"),
    column("", "ignored"),
    column("c", "ignored"),
  ],
  options,
});

test("an untouched draft changes nothing", () => {
  expect(changesOf(subjectWith(), draftOf(subjectWith()))).toEqual([]);
});

test("roles are said by name as long as there are few of them", () => {
  const subject = subjectWith();
  const two = withRole(withRole(draftOf(subject), 2, "covariate"), 3, "target");
  expect(changesOf(subject, two)).toEqual(["b becomes explanatory", "Column 4 is forecast"]);
  const four = withRole(withRole(two, 4, "target"), 1, "ignored");
  expect(changesOf(subject, four)).toEqual(["4 columns change their role"]);
});

test("each rule is said in words, and so is going back to the evidence", () => {
  const subject = subjectWith({ timezone: "Asia/Tokyo", undo: ["comment-row"] });
  const draft = {
    ...draftOf(subject),
    timezone: null,
    undo: [],
    dateOrder: "day-first" as const,
    missingTokens: ["9999"],
    fillGapsUpToSteps: 1,
    longGaps: "split" as const,
    splitGapsOverSteps: 48,
    aggregate: { frequency: { unit: "week" as const, count: 1 }, by: "sum" as const },
    series: ["a"],
  };
  expect(changesOf(subject, draft)).toEqual([
    "Dates are read day first",
    "“9999” also means missing",
    "Times are shown as written",
    "Gaps of up to 1 step are filled",
    "Gaps over 48 steps split a series",
    "Steps become weekly, as sums",
    "1 series is kept",
    "All changes are made",
  ]);
});
