import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { ColumnInfo, ImportOptions } from "#domain/dataset";
import { datasetOf } from "../../bridge/fixtures.ts";
import {
  draftOf,
  draftProblem,
  isChanged,
  optionsOf,
  rolesFor,
  subjectOf,
  subjectOfFailed,
  undecidedIds,
  withRole,
  type ImportSubject,
} from "./import-draft.ts";

const column = (name: string, role: ColumnInfo["role"], type: ColumnInfo["type"] = "number"): ColumnInfo => ({
  name,
  role,
  type,
});

function importedWith(
  columns: readonly ColumnInfo[],
  options: ImportOptions = {},
  tables: ImportSubject["tables"] = null,
): ImportSubject {
  return { ...subjectOf(datasetOf("d", "load", "load 2")), columns, options, tables };
}

const columns = [
  column("time", "time", "time"),
  column("shop", "id", "text"),
  column("load", "target"),
  column("wind", "covariate"),
  column("count", "ignored"),
];
const dataset = importedWith(columns);

describe("an untouched draft", () => {
  test("asks for the import as it is", () => {
    expect(isChanged(dataset, draftOf(dataset))).toBe(false);
    expect(optionsOf(dataset, draftOf(dataset))).toEqual({});
    const options = { targetColumns: ["load"], idColumns: [], timezone: "Europe/Berlin" };
    const chosen = importedWith(columns, options);
    expect(optionsOf(chosen, draftOf(chosen))).toEqual(options);
  });
});

describe("a changed role", () => {
  test("of a column of values fixes values and names of series, and leaves the time to the evidence", () => {
    const draft = withRole(draftOf(dataset), 4, "target");
    expect(isChanged(dataset, draft)).toBe(true);
    expect(optionsOf(dataset, draft)).toEqual({
      targetColumns: ["load", "count"],
      idColumns: ["shop"],
      covariateColumns: ["wind"],
    });
  });

  test("of the id to nothing says that there is none", () => {
    expect(optionsOf(dataset, withRole(draftOf(dataset), 1, "ignored"))).toEqual({
      targetColumns: ["load"],
      idColumns: [],
      covariateColumns: ["wind"],
    });
  });

  test("from values to not used is kept apart from a covariate", () => {
    const two = importedWith([column("time", "time", "time"), column("a", "target"), column("b", "target")]);
    expect(optionsOf(two, withRole(draftOf(two), 2, "ignored"))).toEqual({
      targetColumns: ["a"],
      idColumns: [],
      covariateColumns: [],
    });
    expect(optionsOf(two, withRole(draftOf(two), 2, "covariate"))).toMatchObject({ covariateColumns: ["b"] });
  });

  test("between covariate and not used touches nothing else", () => {
    expect(optionsOf(dataset, withRole(draftOf(dataset), 4, "covariate"))).toEqual({
      covariateColumns: ["wind", "count"],
    });
  });

  test("to time takes the role from the column that had it", () => {
    const draft = withRole(draftOf(dataset), 4, "time");
    expect(draft.roles).toEqual(["ignored", "id", "target", "covariate", "time"]);
    expect(optionsOf(dataset, draft)).toEqual({ timeColumn: "count" });
  });
});

test("a time that several columns make together is not fixed to one of them", () => {
  const split = importedWith([
    column("year", "time"),
    column("month", "time"),
    column("a", "target"),
    column("b", "covariate"),
  ]);
  expect(optionsOf(split, withRole(draftOf(split), 3, "target"))).toEqual({
    targetColumns: ["a", "b"],
    idColumns: [],
    covariateColumns: [],
  });
});

test("a column that no longer tells series apart needs an answer: what becomes of several rows at one time?", () => {
  const draft = withRole(draftOf(dataset), 1, "ignored");
  expect(undecidedIds(dataset, draft)).toEqual(["shop"]);
  expect(draftProblem(dataset, draft)).toBe("Choose what becomes of several rows at one time.");
  for (const duplicates of ["sum", "mean", "last"] as const) {
    expect(draftProblem(dataset, { ...draft, duplicates })).toBeNull();
    expect(optionsOf(dataset, { ...draft, duplicates })).toMatchObject({ idColumns: [], duplicates });
  }
});

test("rows to leave out are rows and ranges in any order, and nothing else", () => {
  const draft = { ...draftOf(dataset), leftOutRows: ["12", "3-5", "6"] };
  expect(draftProblem(dataset, draft)).toBeNull();
  expect(optionsOf(dataset, draft)).toEqual({
    leftOutRows: [
      { from: 3, to: 6 },
      { from: 12, to: 12 },
    ],
  });
  expect(draftProblem(dataset, { ...draft, leftOutRows: ["the last"] })).toMatch(/“the last” is no row/);
});

test("a zone is an option, and no zone is none", () => {
  const draft = { ...draftOf(dataset), timezone: "Asia/Tokyo" };
  expect(optionsOf(dataset, draft)).toEqual({ timezone: "Asia/Tokyo" });
  const chosen = importedWith(columns, { timezone: "Asia/Tokyo" });
  expect(optionsOf(chosen, { ...draftOf(chosen), timezone: null })).toEqual({});
});

test("rules other than the defaults are options", () => {
  const draft = { ...draftOf(dataset), duplicates: "last" as const, fillGapsUpToSteps: 3 };
  expect(isChanged(dataset, draft)).toBe(true);
  expect(optionsOf(dataset, draft)).toEqual({ duplicates: "last", fillGapsUpToSteps: 3 });
  const chosen = importedWith(columns, { duplicates: "last", fillGapsUpToSteps: 3 });
  expect(optionsOf(chosen, { ...draftOf(chosen), duplicates: null, fillGapsUpToSteps: 0 })).toEqual({});
});

test("another table of the file leaves the columns to the evidence", () => {
  const chosen = importedWith(columns, { targetColumns: ["load"], idColumns: [] });
  expect(optionsOf(chosen, { ...draftOf(chosen), table: "TRADING PRICE 2" })).toEqual({
    recordTable: "TRADING PRICE 2",
  });
});

test("sheets and tables are different options", () => {
  const tables = (kind: "sheet" | "record" | "table") => ({
    kind,
    chosen: "A",
    tables: [
      { name: "A", rows: 9 },
      { name: "B", rows: 4 },
    ],
  });
  for (const [kind, expected] of [
    ["sheet", { sheet: "B" }],
    ["record", { recordTable: "B" }],
    ["table", { recordTable: "B" }],
  ] as const) {
    const several = importedWith(columns, {}, tables(kind));
    expect(optionsOf(several, { ...draftOf(several), table: "B" })).toEqual(expected);
    const chosen = importedWith(columns, expected, tables(kind));
    expect(draftOf(chosen).table).toBe("B");
    expect(optionsOf(chosen, { ...draftOf(chosen), table: "" })).toEqual({});
  }
});

test("every option that is in force survives a draft that touches something else", () => {
  const frequency = fc.record({
    unit: fc.constantFrom("minute", "hour", "day"),
    count: fc.integer({ min: 1, max: 30 }),
  });
  const names = fc.uniqueArray(fc.string({ minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 3 });
  const rules = fc.record(
    {
      timezone: fc.constantFrom("UTC", "Asia/Tokyo"),
      decimalMark: fc.constantFrom(".", ","),
      dateOrder: fc.constantFrom("day-first", "month-first", "year-first"),
      missingTokens: names,
      frequency,
      start: fc.constantFrom("2024-01-31", "2024-01-31 13:45"),
      duplicates: fc.constantFrom("mean", "first", "last", "sum"),
      leftOutRows: fc.constantFrom(
        [{ from: 7, to: 7 }],
        [
          { from: 2, to: 3 },
          { from: 9, to: 40 },
        ],
      ),
      fillGapsUpToSteps: fc.integer({ min: 1, max: 9 }),
      longGaps: fc.constant("split"),
      aggregate: fc.record({ frequency, by: fc.constantFrom("evidence", "sum", "mean") }),
      series: names,
      undo: names,
    },
    { requiredKeys: [] },
  );
  fc.assert(
    fc.property(rules, (chosen) => {
      const options = chosen as ImportOptions;
      const subject = importedWith(columns, options);
      expect(optionsOf(subject, draftOf(subject))).toEqual(options);
      expect(optionsOf(subject, withRole(draftOf(subject), 4, "covariate"))).toEqual({
        ...options,
        covariateColumns: ["wind", "count"],
      });
    }),
  );
});

test("series to keep are forgotten when other columns make other series", () => {
  const chosen = importedWith(columns, { series: ["load"] });
  expect(optionsOf(chosen, withRole(draftOf(chosen), 4, "target"))).not.toHaveProperty("series");
});

test("a draft without values or without a time can't be applied, and says why", () => {
  expect(draftProblem(dataset, draftOf(dataset))).toBeNull();
  expect(draftProblem(dataset, withRole(draftOf(dataset), 2, "ignored"))).toMatch(/values/);
  expect(draftProblem(dataset, withRole(draftOf(dataset), 0, "ignored"))).toMatch(/time/);
  // Times in the header: no column has to hold them.
  const byRow = importedWith([column("name", "id", "text"), column("2024-01", "target")]);
  expect(draftProblem(byRow, draftOf(byRow))).toBeNull();
});

test("of a file that failed, nothing has to be chosen that was not found", () => {
  const failed = importedWith([column("a", "ignored", "text"), column("b", "ignored")]);
  const draft = { ...draftOf(failed), missingTokens: ["closed"] };
  expect(draftProblem(failed, draft)).toBeNull();
  expect(optionsOf(failed, draft)).toEqual({ missingTokens: ["closed"] });
  expect(optionsOf(failed, withRole(draft, 0, "time"))).toEqual({ missingTokens: ["closed"], timeColumn: "a" });
});

test("of a file that failed, the roles that were asked for are shown and asked for again", () => {
  const { file, preview, tables } = importedWith([]);
  const understood = {
    file,
    preview,
    tables,
    columns: [column("a", "ignored", "text"), column("b", "ignored"), column("c", "ignored")],
  };
  const failed = subjectOfFailed(understood, { timeColumn: "b", targetColumns: ["c"], idColumns: [] });
  expect(failed.columns.map(({ role }) => role)).toEqual(["ignored", "time", "target"]);
  expect(optionsOf(failed, draftOf(failed))).toEqual({ timeColumn: "b", targetColumns: ["c"], idColumns: [] });
  expect(optionsOf(failed, withRole(draftOf(failed), 0, "time"))).toEqual({
    timeColumn: "a",
    targetColumns: ["c"],
    idColumns: [],
  });
});

test("only numbers can be forecast", () => {
  const obstacles = (type: ColumnInfo["type"]) =>
    rolesFor(column("x", "ignored", type)).flatMap(({ role, obstacle }) => (obstacle === undefined ? [] : [role]));
  expect(obstacles("number")).toEqual([]);
  expect(obstacles("text")).toEqual(["target", "covariate"]);
});
