import { describe, expect, test } from "vitest";
import { parseArguments, type OptionSpec } from "./arguments.ts";
import { importOptionsOf } from "./import-options.ts";

const value: OptionSpec = { kind: "value" };
const list: OptionSpec = { kind: "list" };
const specs = {
  time: value,
  target: list,
  id: list,
  timezone: value,
  sheet: value,
  table: value,
  decimal: value,
  "date-order": value,
  missing: list,
  frequency: value,
  start: value,
  aggregate: value,
  "aggregate-by": value,
  duplicates: value,
  "fill-gaps": value,
  "split-gaps": value,
  "leave-out": list,
  undo: list,
};
const options = (...words: string[]): unknown => importOptionsOf(parseArguments(words, specs));

describe("how a file is to be read", () => {
  test("what is not said is left to evidence", () => {
    expect(options("a.csv")).toEqual({});
  });

  test("every option under its name", () => {
    expect(
      options(
        ...[
          "a.csv",
          "--time",
          "when",
          "--target",
          "a",
          "b",
          "--id",
          "shop",
          "--timezone",
          "UTC",
          "--sheet",
          "Data",
          "--table",
          "DISPATCH PRICE 4",
        ],
        ...[
          "--decimal",
          ",",
          "--date-order",
          "month-first",
          "--missing",
          "kaputt",
          "-200",
          "--frequency",
          "5 minute",
          "--start",
          "2020-01-01",
        ],
        ...[
          "--aggregate",
          "day",
          "--aggregate-by",
          "sum",
          "--duplicates",
          "last",
          "--fill-gaps",
          "3",
          "--split-gaps",
          "48",
          "--undo",
          "snapped-timestamp",
        ],
      ),
    ).toEqual({
      timeColumn: "when",
      targetColumns: ["a", "b"],
      idColumns: ["shop"],
      timezone: "UTC",
      sheet: "Data",
      recordTable: "DISPATCH PRICE 4",
      decimalMark: ",",
      dateOrder: "month-first",
      missingTokens: ["kaputt", "-200"],
      frequency: { unit: "minute", count: 5 },
      start: "2020-01-01",
      aggregate: { frequency: { unit: "day", count: 1 }, by: "sum" },
      duplicates: "last",
      fillGapsUpToSteps: 3,
      longGaps: "split",
      splitGapsOverSteps: 48,
      undo: ["snapped-timestamp"],
    });
    expect(options("a.csv", "--aggregate", "week")).toEqual({
      aggregate: { frequency: { unit: "week", count: 1 }, by: "evidence" },
    });
  });

  test.each([
    [["--decimal", ";"], "--decimal must be one of"],
    [["--date-order", "us"], "--date-order must be one of"],
    [["--frequency", "fortnight"], "is not a frequency"],
    [["--aggregate-by", "sum"], "needs --aggregate"],
    [["--aggregate", "day", "--aggregate-by", "max"], "--aggregate-by must be one of"],
    [["--split-gaps", "0"], "whole number from 1"],
  ])("%j is refused in words", (words, message) => {
    expect(() => options("a.csv", ...words)).toThrow(message);
  });
});
