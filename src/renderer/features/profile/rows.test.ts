import { describe, expect, test } from "vitest";
import type { ProfiledSeriesRow } from "#domain/job";
import { seriesOf } from "../../bridge/fixtures.ts";
import { everything, filtersOf, isLeft } from "./filters.ts";
import { profileOf, rowOf, summaryOf } from "./fixtures.ts";
import { fileOrder } from "./profile-pages.ts";
import { insteadOf, listCells, listColumns, listRows, worstFirst } from "./rows.ts";

const season = {
  length: 12,
  source: "calendar",
  strength: 0.9,
  autocorrelation: 0.8,
  cycles: 4,
  swing: 3,
  peakStep: 6,
  troughStep: 0,
} as const;
const failure = { code: "internal", message: "It took too long." } as const;
const known = new Map<string, ProfiledSeriesRow>(
  [
    rowOf("rising", { profile: profileOf("rising", { seasons: [season, { ...season, length: 3, strength: 0.2 }] }) }),
    rowOf("falling", {
      profile: profileOf("falling", { trend: { strength: 0.5, direction: "falling", slope: -1, change: -9 } }),
    }),
    rowOf("noise", {
      profile: profileOf("noise", {
        trend: { strength: 0, direction: "none", slope: 0, change: 0 },
        forecastability: { explained: 0, value: 0.02 },
        anomalies: { list: [], total: 3, threshold: 4 },
      }),
    }),
    rowOf("empty", { summary: summaryOf({ observed: 0, missing: 48 }), profile: null }),
    rowOf("failed", { profile: null, error: failure }),
    rowOf("looked", { profile: null, summary: summaryOf({ gaps: { count: 2, longestSteps: 3, longestFromStep: 4 } }) }),
  ].map((row) => [row.series, row]),
);
const series = ["looked", "unknown", "rising", "falling", "failed", "noise", "empty"].map((id) => seriesOf(id));
const ids = (filter: string, sorting = fileOrder) =>
  listRows(series, known, { filter, sorting }).map(({ series: { id } }) => id);
const cell = (id: string, column: string) => {
  const row = listRows(series, known, { filter: everything, sorting: fileOrder }).find((one) => one.series.id === id);
  const found = listColumns.find((one) => one.id === column);
  return row === undefined || found === undefined ? null : found.textOf(row);
};

test("rows stand as in the file, by a column, or the worst first; what is not known yet comes last", () => {
  expect(ids(everything)).toEqual(series.map(({ id }) => id));
  expect(ids(everything, { column: "trend", direction: "ascending" }).slice(0, 3)).toEqual([
    "falling",
    "noise",
    "rising",
  ]);
  expect(ids(everything, worstFirst)).toEqual(["failed", "empty", "noise", "rising", "falling", "looked", "unknown"]);
});

test("a row that has not changed is the same row, so that it is not drawn again", () => {
  const options = { filter: everything, sorting: fileOrder };
  const [first] = listRows(series, known, options);
  const next = new Map(known).set("looked", rowOf("looked"));
  const rows = listRows(series, next, options);
  expect(rows[0]).not.toBe(first);
  expect(rows[2]).toBe(listRows(series, next, options)[2]);
});

test("each filter leaves the series that it names", () => {
  expect(ids("gaps")).toEqual(["looked"]);
  expect(ids("empty")).toEqual(["empty"]);
  expect(ids("failed")).toEqual(["failed"]);
  expect(ids("trend:falling")).toEqual(["falling"]);
  expect(ids("season:12")).toEqual(["rising"]);
  expect(ids("season:none")).toEqual(["falling", "noise"]);
  expect(ids("demand:smooth")).toEqual(["rising", "falling", "noise"]);
  expect(ids("anomalies")).toEqual(["noise"]);
  expect(ids("changes")).toEqual([]);
});

test("every filter that is offered is understood", () => {
  const offered = filtersOf(null, null).map(({ id }) => id);
  expect(new Set(offered).size).toBe(offered.length);
  const all = rowOf("all", {
    summary: summaryOf({ gaps: { count: 1, longestSteps: 1, longestFromStep: 0 }, isConstant: true, observed: 0 }),
    error: failure,
  });
  const plain = ["all", "gaps", "constant", "empty", "failed", "season:none", "trend:rising", "demand:smooth"];
  expect(offered).toEqual(expect.arrayContaining(plain));
  expect(plain.filter((id) => !isLeft(all, id))).toEqual([]);
});

describe("cells", () => {
  test("say the strongest season and how many more there are, and a small share that is not none", () => {
    expect(cell("rising", "seasons")).toBe("1 year 90\u00A0%, +1");
    expect(cell("falling", "seasons")).toBe("None");
    expect(cell("rising", "trend")).toBe("Rising 90\u00A0%");
    expect(cell("unknown", "trend")).toBe("–");
    const [row] = listRows([{ ...seriesOf("s", 20_000), missing: 1 }], new Map(), {
      filter: everything,
      sorting: fileOrder,
    });
    expect(row && listColumns[2]?.textOf(row)).toBe("<\u00A00.1\u00A0%");
  });

  test("give way to why there are none, and whether they come", () => {
    const rows = listRows(series, known, { filter: everything, sorting: fileOrder });
    const said = (id: string, state: Parameters<typeof insteadOf>[1]) => {
      const row = rows.find((one) => one.series.id === id);
      return row === undefined ? null : insteadOf(row, state);
    };
    expect(said("rising", "running")).toBeNull();
    expect(said("failed", "completed")).toEqual({ text: failure.message, isError: true });
    expect(said("unknown", "running")?.text).toBe("Coming");
    expect(said("looked", "running")?.text).toContain("Coming");
    expect(said("unknown", "cancelled")?.text).toBe("Not examined");
    expect(said("unknown", "paused")?.text).toContain("Paused");
  });

  test("go into a file as whole numbers and words", () => {
    const [head, ...rows] = listCells(listRows(series, known, { filter: "trend:rising", sorting: fileOrder }));
    const of = (title: string) => rows[0]?.[head?.indexOf(title) ?? -1];
    expect(rows).toHaveLength(1);
    expect([of("Series"), of("Trend"), of("Trend strength"), of("Season lengths"), of("Anomalies")]).toEqual([
      "rising",
      "Rising",
      0.9,
      "12 3",
      0,
    ]);
    expect(rows.every((cells) => cells.length === head?.length)).toBe(true);
  });
});
