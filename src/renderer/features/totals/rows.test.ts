import { expect, test } from "vitest";
import type { TotalRow, TotalsReport, TotalsRequest } from "#domain/totals";
import { lineText } from "./line.ts";
import { allRows, inSight, sortedRows } from "./rows.ts";
import { nameOf, progressText, stretchText, tableCells } from "./words.ts";

const levels = [0.1, 0.5, 0.9];
const stretch = {
  ...{ name: "2026", from: Date.UTC(2026, 0, 1), to: Date.UTC(2026, 11, 1) },
  ...{ observed: 10, missing: 0, forecast: 2, isWhole: true },
};

function rowOf(label: string, parent: number | null, part: Partial<TotalRow> = {}): TotalRow {
  const isSeries = label.includes(" / ");
  return {
    ...{ key: label, label, parent, series: isSeries ? label : null, members: 1, stretch },
    ...{ isApart: false, origins: 9, problem: null, ...part },
  };
}

/** Each with quantiles 10 below its median, there, and 10 above. */
function reportOf(...rows: readonly (readonly [TotalRow, number, number?])[]): TotalsReport {
  const medians = rows.map(([, median]) => median);
  return {
    ...{ dataset: "d", statistic: "sum", rows: rows.map(([row]) => row), levels, notes: [], reconciliation: null },
    quantiles: Float64Array.from(medians.flatMap((median) => [median - 10, median, median + 10])),
    mean: Float64Array.from(medians),
    soFar: Float64Array.from(medians, (median) => median / 2),
    before: Float64Array.from(rows, ([, , before]) => before ?? Number.NaN),
  };
}

const report = reportOf(
  [rowOf("", null), 100, 80],
  [rowOf("N", 0), 70],
  [rowOf("N / tea", 1), 50, 40],
  [rowOf("N / rum", 1), 20],
  [rowOf("S", 0), 30],
  [rowOf("S / tea", 4, { isApart: true }), 30],
);

test("each row has its ranges, its growth over the year before, its share and the chance of its plan", () => {
  const rows = allRows(report, { N: 80, gone: 1 }, new Set());
  expect(rows[0]).toMatchObject({ level: 1, median: 100, low: 90, high: 110, soFar: 50, change: 20, growth: 0.25 });
  expect(rows.map(({ share }) => share)).toEqual([Number.NaN, 0.7, 0.5, 0.2, 0.3, Number.NaN]);
  expect(rows[1]?.chance).toBeCloseTo(0.1, 9);
  expect(rows[0]?.chance).toBeNaN();
  expect(rows.map(({ isExpanded }) => isExpanded)).toEqual([true, true, null, null, true, null]);
});

test("a collapsed group hides all that belongs to it", () => {
  const keysOf = (...collapsed: string[]) => inSight(allRows(report, {}, new Set(collapsed))).map(({ row }) => row.key);
  expect(keysOf("N")).toEqual(["", "N", "S", "S / tea"]);
  expect(keysOf("")).toEqual([""]);
});

test("rows are sorted within their groups, and those without a number come last", () => {
  const rows = allRows(report, {}, new Set());
  const by = (column: string, direction: "ascending" | "descending") =>
    sortedRows(rows, { column, direction }, (row, id) =>
      id === "total" ? row.median : id === "before" ? row.before : row.row.label,
    ).map(({ row }) => row.key);
  expect(by("total", "ascending")).toEqual(["", "S", "S / tea", "N", "N / rum", "N / tea"]);
  expect(by("before", "descending")).toEqual(["", "N", "N / tea", "N / rum", "S", "S / tea"]);
  expect(by("name", "descending")).toEqual(["", "S", "S / tea", "N", "N / tea", "N / rum"]);
  expect(by("rows", "ascending")).toEqual(rows.map(({ row }) => row.key));
});

test("a series in a group is named by what the group does not say", () => {
  const labels = new Map(report.rows.map(({ label }, place) => [place, label]));
  expect(allRows(report, {}, new Set()).map((row) => nameOf(row, labels))).toEqual([
    "All series",
    "N",
    "tea",
    "rum",
    "S",
    "tea",
  ]);
});

test("a stretch says what of it has been observed", () => {
  const month = { unit: "month", count: 1 } as const;
  expect(stretchText(stretch, month)).toBe("2026 (Jan 2026 – Dec 2026): 10 months observed, 2 months forecast");
  expect(stretchText({ ...stretch, name: "", observed: 0 }, month)).toBe("Jan 2026 – Dec 2026: 2 months forecast");
  const january = { ...stretch, name: "2026-01", to: stretch.from, forecast: 0, observed: 1 };
  expect(stretchText(january, month)).toBe("Jan 2026: 1 month observed");
  expect(stretchText({ ...january, to: january.from + 86_400_000 }, { unit: "day", count: 1 })).toMatch(
    /^Jan 2026 \(1 Jan/,
  );
  expect(progressText({ done: 1, total: 2 })).toBe("Part 2 of 2: reading the past");
  expect(progressText({ done: 3, total: 18 })).toBe("Part 1 of 2: 3 of 9 series forecast");
  expect(progressText({ done: 11, total: 18 })).toBe("Part 2 of 2: past of 2 of 9 series read");
});

test("the total of the series in front is told beside its forecast, and of no other forecast", () => {
  const month = { unit: "month", count: 1 } as const;
  const forecast = { dataset: "d", model: "n", horizon: 12, bands: "native" } as const;
  const wanted: TotalsRequest = {
    ...forecast,
    ...{ stretch: { kind: "horizon" }, statistic: "sum", columns: [], series: null, isReconciled: false },
  };
  const shown = { ...forecast, series: "N / tea", origin: 0 };
  expect(lineText({ wanted, report }, shown, month)).toBe("Sum of 2026: 50.00 (80\u00A0%: 40.00 – 60.00)");
  for (const other of [
    { series: "x" },
    { horizon: 6 },
    { origin: -1 },
    { model: "ets" },
    { bands: "calibrated" as const },
  ])
    expect(lineText({ wanted, report }, { ...shown, ...other }, month)).toBeNull();
  const reconciliation = { isUsed: true, reason: "better" as const, change: -0.1, origins: 9, setSteps: 0 };
  expect(lineText({ wanted, report: { ...report, reconciliation } }, shown, month)).toBeNull();
});

test("as cells the table has numbers in full, and plans where there are any", () => {
  const cellsOf = (plans: Record<string, number>) =>
    tableCells(report, allRows(report, plans, new Set()), (_row, ms) => new Date(ms).toISOString().slice(0, 7));
  expect(cellsOf({})[0]).not.toContain("Plan");
  const [head, all, group] = cellsOf({ N: 70 });
  expect(head).toHaveLength(all?.length ?? 0);
  expect(all?.slice(0, 12)).toEqual(["All series", 1, 1, "Sum", "2026", "2026-01", "2026-12", 10, 2, 50, 100, 90]);
  expect(group).toContain(70);
  expect(group).toContain(0.5);
});
