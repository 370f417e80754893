import { describe, expect, test } from "vitest";
import { bestIn, columnsOf, earlyRow, furtherMetrics, sortedRows, tableCells } from "./columns.ts";
import { errorFormat, pText } from "#renderer/format";
import { comparedOf, earlyOf } from "./fixtures.ts";

const facts = { leader: "a", origins: 5, inUnits: errorFormat([1, 2, 3]) };
const scores = { skill: 0.231, MASE: 0.8166, WQL: 0.0412, coverage80: 0.78, bias: 12.34, width80: 1234.5 };
const pairs8 = { pairs: 8, pairedBy: "origin" } as const;
const leader = comparedOf("a", { scores, wins: 3 });
const close = comparedOf("b", {
  scores: { ...scores, skill: -0.05, MASE: 0.9, coverage80: 0.9, bias: -1 },
  wins: 2,
  difference: { ...pairs8, meanDifference: 0.1, statistic: 1, p: 0.314, verdict: "no-clear-difference" },
});
const far = comparedOf("c", {
  scores: { ...scores, MASE: 2, coverage80: 0.5, bias: Number.NaN },
  difference: { ...pairs8, meanDifference: 1, statistic: 4, p: 0.0004, verdict: "differs" },
});
const failed = comparedOf("z", { error: { code: "timed-out", message: "Too slow." } });
const columns = columnsOf(facts, null);
const column = (id: string) => {
  const found = columns.find((one) => one.id === id);
  if (found === undefined) throw new Error(`no column ${id}`);
  return found;
};

test("the columns stand in the order of the most important question", () => {
  expect(columns.map(({ id }) => id)).toEqual([
    "skill",
    "MASE",
    "WQL",
    "coverage80",
    "bias",
    "seconds",
    "wins",
    "difference",
    "width80",
  ]);
  expect(columnsOf(facts, "MAPE").at(-1)?.id).toBe("MAPE");
  expect(furtherMetrics).toEqual(expect.arrayContaining(["MAE", "RMSE", "MAPE", "sMAPE"]));
  for (const { explanation } of columns) expect(explanation).not.toBe("");
});

test("shares are percent, and errors are in the units of the series with a decimal more than it has", () => {
  expect(columns.map(({ textOf }) => textOf(leader))).toEqual([
    "23\u00A0%",
    "0.817",
    "4.1\u00A0%",
    "78\u00A0%",
    "+12.3",
    "0.2",
    "3 of 5",
    "Best",
    "1,234.5",
  ]);
  expect(column("skill").textOf(close)).toBe("\u22125\u00A0%");
  expect(column("bias").textOf(close)).toBe("\u22121.0");
});

describe("against the best", () => {
  test.each([
    [close, "No clear difference", "p = 0.31"],
    [far, "Clearly worse", "p < 0.001"],
    [comparedOf("d"), "Too few to tell", null],
    [
      comparedOf("e", {
        difference: { ...pairs8, meanDifference: 1, statistic: Number.NaN, p: Number.NaN, verdict: "too-few" },
      }),
      "Too few to tell",
      "8 forecasts",
    ],
    [failed, "–", null],
  ])("%o", (row, text, note) => {
    expect(column("difference").textOf(row)).toBe(text);
    expect(column("difference").noteOf?.(row)).toBe(note);
  });

  test("small p have one more digit", () => {
    expect([pText(0.0314), pText(0.05), pText(0.5), pText(1)]).toEqual([
      "p = 0.031",
      "p = 0.050",
      "p = 0.50",
      "p = 1.00",
    ]);
  });
});

describe("the best of a column", () => {
  const rows = [leader, close, far, failed];

  test("is the lowest, the highest, or the nearest to what it should be", () => {
    expect([...bestIn(rows, column("MASE"))]).toEqual(["a"]);
    expect([...bestIn(rows, column("wins"))]).toEqual(["a"]);
    expect([...bestIn(rows, column("coverage80"))]).toEqual(["a"]);
    expect([...bestIn(rows, column("bias"))]).toEqual(["b"]);
  });

  test("is nobody where all are alike, and where narrow may be wrong", () => {
    expect(bestIn(rows, column("WQL")).size).toBe(0);
    expect(bestIn(rows, column("width80")).size).toBe(0);
    expect(bestIn([failed], column("MASE")).size).toBe(0);
  });

  test("is everybody who is written the same", () => {
    const twin = comparedOf("t", { scores: { ...scores, MASE: 0.81661 } });
    expect([...bestIn([leader, twin, far], column("MASE"))]).toEqual(["a", "t"]);
  });
});

describe("a row that came before the others", () => {
  const early = earlyRow(earlyOf("a", { scores }));

  test("has its own numbers, and leaves open what depends on the others", () => {
    expect(columns.map(({ textOf }) => textOf(early))).toEqual([
      ...["23\u00A0%", "0.817", "4.1\u00A0%", "78\u00A0%", "+12.3", "0.2", "\u2026", "\u2026", "1,234.5"],
    ]);
    expect(column("difference").noteOf?.(early)).toBeNull();
    expect(tableCells([early], columns)[1]).toEqual([
      "A",
      "a",
      0.231,
      0.8166,
      0.0412,
      0.78,
      12.34,
      0.2,
      "",
      "",
      1234.5,
    ]);
  });

  test("is not called the best", () => {
    const worse = earlyRow(earlyOf("b", { scores: { ...scores, MASE: 2 } }));
    expect(bestIn([early, worse], column("MASE")).size).toBe(0);
  });

  test("that failed leaves nothing open", () => {
    const failedEarly = earlyRow(earlyOf("z", { error: { code: "timed-out", message: "Too slow." } }));
    expect(column("wins").textOf(failedEarly)).toBe("–");
    expect(column("difference").textOf(failedEarly)).toBe("–");
  });
});

test("rows are sorted by any column; what could not be measured comes last either way", () => {
  const rows = [far, failed, close, leader];
  const order = (id: string, direction: "ascending" | "descending") =>
    sortedRows(rows, columns, { column: id, direction }).map((row) => row.id);
  expect(order("MASE", "ascending")).toEqual(["a", "b", "c", "z"]);
  expect(order("MASE", "descending")).toEqual(["c", "b", "a", "z"]);
  expect(order("bias", "ascending")).toEqual(["b", "a", "c", "z"]);
  expect(order("name", "descending")).toEqual(["z", "c", "b", "a"]);
  expect(order("difference", "descending")).toEqual(["a", "b", "c", "z"]);
});

test("a file gets names, ids and numbers in full", () => {
  const [header, first, , , last] = tableCells([leader, close, far, failed], columns);
  expect(header?.slice(0, 5)).toEqual(["Model", "Id", "Skill", "MASE", "WQL"]);
  expect(first).toEqual(["A", "a", 0.231, 0.8166, 0.0412, 0.78, 12.34, 0.2, 3, "Best", 1234.5]);
  expect(last).toEqual(["Z", "z", "", "", "", "", "", 0.2, "", "–", ""]);
});
