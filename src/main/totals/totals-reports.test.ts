import { expect, test } from "vitest";
import { EngineError } from "#domain/errors";
import type { Forecast } from "#domain/forecast";
import type { IngestedSeries } from "#domain/series";
import { totalAt, type TotalsReport, type TotalsRequest } from "#domain/totals";
import type { JointNode } from "#main/evaluation";
import { TotalsReports } from "./totals-reports.ts";

const month = { unit: "month", count: 1 } as const;
const { signal } = new AbortController();
const idColumns = ["region", "item"].map((name) => ({ name, role: "id", type: "text" }) as const);

/** Months from January 2025 on, the last of them observed in November 2026. */
function series(id: string, valueOf: (step: number) => number, { from = 0, to = 23 } = {}): IngestedSeries {
  const steps = Array.from({ length: to - from }, (_, step) => from + step);
  const values = Float64Array.from(steps, valueOf);
  return {
    id,
    frequency: month,
    times: Float64Array.from(steps, (step) => Date.UTC(2025, step, 1)),
    values,
    missing: values.filter(Number.isNaN).length,
    seasonLengths: [12],
    isNonNegative: true,
    flags: { steps: {}, total: 0, spans: [] },
  };
}

const flat = (id: string, value: number, part?: { from?: number; to?: number }): IngestedSeries =>
  series(id, () => value, part);

/** Of which each forecast step is `value` for sure. */
function setUp(
  all: readonly IngestedSeries[],
  columns: readonly object[] = idColumns,
  failing: readonly string[] = [],
  set: Readonly<Record<string, number>> = {},
) {
  const asked: (readonly JointNode[])[] = [];
  const reconciled: (readonly (readonly number[])[])[] = [];
  const reports = new TotalsReports({
    datasets: { get: () => ({ dataset: { zone: null, columns, series: all } as never }) },
    forecasts: {
      get: async ({ dataset, series: id, horizon }) => {
        if (failing.includes(id)) throw new EngineError("series-too-short", "Too short.");
        const { times, values } = all.find((one) => one.id === id) as IngestedSeries;
        const last = times.length;
        const start = new Date(times[0] as number);
        return {
          ...{ dataset, series: id, horizon, levels: [0.5] },
          quantiles: new Float32Array(horizon).fill(values.at(-1) as number),
          times: Float64Array.from({ length: horizon }, (_, step) =>
            Date.UTC(start.getUTCFullYear(), start.getUTCMonth() + last + step, 1),
          ),
        } as unknown as Forecast;
      },
    },
    reconciling: {
      of: async (_request, own, groups) => {
        reconciled.push(groups);
        const adjustments = new Map(
          own.map(({ forecast: { series: id }, isSet }) => [
            id,
            {
              shift: new Float64Array(12).fill(isSet === null ? 100 : 0),
              spread: new Float64Array(12).fill(1),
              bound: 0,
            },
          ]),
        );
        return {
          reconciliation: { isUsed: true, reason: "better", change: -0.06, origins: 24, setSteps: 0 },
          adjustments,
        };
      },
    },
    adjust: (forecast) => {
      const value = set[forecast.series];
      if (value === undefined) return { forecast, adjusted: forecast, isSet: null };
      const adjusted = { ...forecast, quantiles: new Float32Array(forecast.horizon).fill(value) };
      return { forecast, adjusted, isSet: Array.from({ length: forecast.horizon }, () => true) };
    },
    paths: {
      of: async (nodes, { levels, onSource, adjustmentOf }) => {
        asked.push(nodes);
        const own = nodes.map(({ forecasts }) => {
          for (const _one of forecasts) onSource?.();
          return forecasts.reduce(
            (sum, one) => sum + (one.quantiles[0] as number) + (adjustmentOf?.(one)?.shift[0] ?? 0),
            0,
          );
        });
        for (let node = nodes.length - 1; node >= 0; node--) {
          const parent = nodes[node]?.parent ?? null;
          if (parent !== null) own[parent]! += own[node] as number;
        }
        return {
          origins: nodes.map(() => 10),
          nodes: nodes.map(({ totals }, node) =>
            totals.map(({ from, to, observed }) => {
              const value = (observed?.sum ?? 0) + (to - from) * (own[node] as number);
              return { quantiles: levels.map(() => value), mean: value };
            }),
          ),
        };
      },
    },
  });
  const progress: number[] = [];
  const ask = (part: Partial<TotalsRequest> = {}): Promise<TotalsReport> =>
    reports.of(
      {
        ...{ dataset: "d", model: "n", horizon: 12, bands: "native", statistic: "sum", columns: [] },
        ...{ series: null, isReconciled: false },
        stretch: { kind: "period", unit: "year", place: 0 },
        ...part,
      },
      { signal, onProgress: (done, total) => progress.push(done / total) },
    );
  return { ask, asked, reconciled, progress };
}

const median = ({ quantiles, levels }: TotalsReport, row: number): number =>
  totalAt(quantiles.subarray(row * levels.length, (row + 1) * levels.length), levels, 0.5);

test("a year is what was observed of it and the rest, beside the year before", async () => {
  const { ask, progress } = setUp([series("a", (step) => (step < 12 ? 10 : 20))]);
  const report = await ask();
  expect(report.rows).toMatchObject([
    {
      ...{ key: "a", label: "a", parent: null, series: "a", members: 1, origins: 10, problem: null },
      stretch: { name: "2026", observed: 11, missing: 0, forecast: 1, isWhole: true },
    },
  ]);
  expect([report.soFar[0], report.before[0], median(report, 0)]).toEqual([220, 120, 240]);
  expect(report.notes).toEqual([]);
  expect(progress).toEqual([0, 0.5, 1, 1]);
});

test("groups hold the series of their parts, level by level", async () => {
  const { ask, asked } = setUp([flat("N / tea", 1), flat("N / rum", 2), flat("S / tea", 4)]);
  const report = await ask({ columns: ["id region"], stretch: { kind: "next", steps: 2 } });
  expect(report.rows.map(({ label, parent, members }) => [label, parent, members])).toEqual([
    ["", null, 3],
    ["N", 0, 2],
    ["N / tea", 1, 1],
    ["N / rum", 1, 1],
    ["S", 0, 1],
    ["S / tea", 4, 1],
  ]);
  expect(report.rows.map((_, row) => median(report, row))).toEqual([14, 6, 2, 4, 8, 8]);
  expect(asked[0]?.map(({ parent }) => parent)).toEqual([null, 0, 1, 1, 0, 4]);
  expect([...report.before]).toEqual([14, 6, 2, 4, 8, 8]);
  const byItem = await ask({ columns: ["id item"] });
  expect(byItem.rows.map(({ label }) => label)).toEqual(["", "tea", "N / tea", "S / tea", "rum", "N / rum"]);
});

test("what columns measure is not summed with each other, and it is said", async () => {
  const columns = [
    { name: "region", role: "id", type: "text" },
    ...["sales", "price"].map((name) => ({ name, role: "target", type: "number" })),
  ];
  const all = ["N / sales", "N / price", "S / sales", "S / price"].map((id) => flat(id, 1));
  const report = await setUp(all, columns).ask({ stretch: { kind: "next", steps: 1 } });
  expect(report.rows.map(({ label, parent }) => [label, parent])).toEqual([
    ["sales", null],
    ["N / sales", 0],
    ["S / sales", 0],
    ["price", null],
    ["N / price", 3],
    ["S / price", 3],
  ]);
  expect(report.notes.map(({ code }) => code)).toEqual(["several-measures"]);
});

test("a series of other steps has its own total and is in no sum; one without a forecast says why", async () => {
  const { ask } = setUp([flat("a", 1), flat("b", 2), flat("late", 5, { to: 20 }), flat("bad", 9)], [], ["bad"]);
  const report = await ask({ stretch: { kind: "next", steps: 1 } });
  expect(report.rows.map(({ label, members, isApart }) => [label, members, isApart])).toEqual([
    ["", 2, false],
    ["a", 1, false],
    ["b", 1, false],
    ["late", 1, true],
    ["bad", 0, false],
  ]);
  expect(report.rows.map((_, row) => median(report, row))).toEqual([3, 1, 2, 5, Number.NaN]);
  expect(report.rows[4]?.problem).toMatchObject({ code: "series-too-short" });
  expect(report.notes.map(({ message }) => message)).toEqual([
    "1 series has other steps than most, or ends at another time: not in any sum.",
    "1 series has no forecast: not in any sum.",
  ]);
});

test("a series that began later has no year before it, and neither has its group; what lacks values is told", async () => {
  const { ask } = setUp([flat("old", 1), series("new", (step) => (step === 15 ? Number.NaN : 2), { from: 14 })], []);
  const report = await ask();
  expect([...report.before]).toEqual([Number.NaN, 12, Number.NaN]);
  expect([...report.soFar]).toEqual([11 + 16, 11, 16]);
  expect(report.notes.map(({ code }) => code)).toEqual(["missing"]);
  expect(report.rows[2]?.stretch).toMatchObject({ observed: 8, missing: 3 });
});

test("where it is wanted, forecasts of groups move those of their series, and it is said by how much", async () => {
  const { ask, reconciled } = setUp([flat("N / tea", 1), flat("N / rum", 2), flat("S / tea", 4)]);
  const wanted = { columns: ["id region"], stretch: { kind: "next", steps: 1 } } as const;
  expect((await ask(wanted)).reconciliation).toBeNull();
  const report = await ask({ ...wanted, isReconciled: true });
  expect(reconciled).toEqual([[[0, 1], [0, 1, 2], [2]]]);
  expect(report.reconciliation).toMatchObject({ isUsed: true, reason: "better", change: -0.06, origins: 24 });
  expect(report.rows.map((_, row) => median(report, row))).toEqual([307, 203, 101, 102, 104, 104]);
});

test("what can't be asked for is refused", async () => {
  const { ask } = setUp([flat("N / tea", 1)]);
  await expect(ask({ series: ["x"] })).rejects.toThrow('There is no series "x".');
  await expect(setUp([flat("N / tea", 1), flat("N / rum", 1)]).ask({ columns: ["id shop"] })).rejects.toThrow(
    "no such column",
  );
  await expect(ask({ stretch: { kind: "period", unit: "year", place: 5 } })).rejects.toThrow("No step");
  await expect(setUp([flat("a", 1)], [], ["a"]).ask()).rejects.toThrow("Too short.");
});

test("a value that the user set stays what it is where totals are reconciled, and its group is the sum with it", async () => {
  const all = [flat("N / tea", 1), flat("N / rum", 2)];
  const { ask } = setUp(all, idColumns, [], { "N / tea": 7 });
  const report = await ask({ stretch: { kind: "next", steps: 1 }, isReconciled: true });
  const [group, tea, rum] = report.rows.map((_, row) => median(report, row));
  expect([tea, rum]).toEqual([7, 102]);
  expect(group).toBe(109);
});
