import { expect, test } from "vitest";
import type { Forecast } from "#domain/forecast";
import { EngineError } from "#domain/errors";
import type { SumStretch } from "#domain/totals";
import type { CliHost } from "./host.ts";
import { runOn } from "./cli-fixtures.ts";

const monthsFrom = (month: number, count: number): Float64Array =>
  Float64Array.from({ length: count }, (_, step) => Date.UTC(2026, month + step, 1));
const idColumns = ["region", "item"].map((name) => ({ name, role: "id", type: "text" }));
const month = { unit: "month", count: 1 } as const;

interface Asked {
  /** By node of the one draw: what is summed in it. */
  readonly nodes: readonly (readonly string[])[];
  readonly stretch: SumStretch;
  readonly levels: readonly number[];
  /** Series whose paths are moved. */
  readonly moved?: readonly string[];
}

/** What `forecast` prints of a file of these series, one of which ends earlier. */
async function run(
  args: readonly string[],
  series = ["North / tea", "North / rum", "South / tea"],
  late = "",
  columns = idColumns,
  failing: readonly string[] = [],
) {
  const asked: Asked[] = [];
  const reconciled: { model: string; groups: readonly (readonly number[])[]; set: boolean[] }[] = [];
  const host: Partial<CliHost> = {
    version: "1",
    bandwidth: "isj",
    models: () => [],
    defaultModel: () => "n",
    warnings: () => [],
    windowCorrections: () => 0,
    importFile: async () =>
      ({
        handle: "d",
        name: "a.csv",
        warnings: [],
        columns,
        series: series.map((id) => ({ id, frequency: month })),
      }) as never,
    forecast: async ({ series: id, horizon, origin }) =>
      ({
        dataset: "d",
        series: id,
        model: { id: "n", version: "1", sha256: "f" },
        executionProvider: "cpu",
        horizon,
        origin,
        levels: [0.1, 0.5, 0.9],
        quantiles: new Float32Array(3 * horizon),
        times: monthsFrom(id === late ? 3 : 0, horizon),
        actuals: null,
      }) as unknown as Forecast,
    wholeCoverage: async () => null,
    reconcile: async ({ model }, own, groups) => {
      reconciled.push({ model, groups, set: own.flatMap(({ isSet }) => isSet ?? []) });
      const shift = { shift: new Float64Array(3), spread: new Float64Array(3), bound: 0 };
      return {
        reconciliation: { isUsed: true, reason: "better", change: -0.0612, origins: 24, setSteps: 0 },
        adjustments: new Map([[series[0] as string, shift]]),
      };
    },
    totals: async (tree, { stretch, levels, adjustments }) => {
      const nodes: string[][] = tree.map(({ forecasts }) => forecasts.map((one) => one.series));
      for (let node = tree.length - 1; node >= 0; node--)
        nodes[tree[node]?.parent ?? -1]?.unshift(...(nodes[node] as string[]));
      const bad = nodes.flat().find((id) => failing.includes(id));
      if (bad !== undefined) throw new EngineError("wrong-arguments", `No total of ${bad}.`);
      asked.push({ nodes, stretch, levels, ...(adjustments === undefined ? {} : { moved: [...adjustments.keys()] }) });
      return nodes.map((own) => {
        const mean = 50 * own.length;
        const range = { quantiles: levels.map((level) => 100 * level + 1 / 3), mean, actual: 0.1 + 0.2 };
        return {
          totals: [
            { from: 0, to: 2, name: "2026-Q1", isWhole: false, ...range },
            { from: 2, to: 3, name: "2026-Q2", isWhole: true, ...range, actual: null },
          ],
          origins: 7,
        };
      });
    },
    clockOf: () => ({ zone: null, historyTimes: new Float64Array() }),
    preprocessingOf: () => "1",
  };
  return { ...(await runOn(host, ["forecast", "a.csv", "--horizon", "3", "--once", ...args])), asked, reconciled };
}

test("each series has a total for each stretch, at the levels of the forecast", async () => {
  const { stdout, stderr, asked } = await run(["--sum", "quarter", "--json"], ["a"]);
  expect(asked).toEqual([{ nodes: [["a"]], stretch: "quarter", levels: [0.1, 0.5, 0.9] }]);
  expect(JSON.parse(stdout).totals).toEqual([
    {
      series: "a",
      group: null,
      statistic: "sum",
      stretch: { from: "2026-01-01T00:00:00", to: "2026-02-01T00:00:00", name: "2026-Q1", steps: 2, isWhole: false },
      levels: [0.1, 0.5, 0.9],
      quantiles: [10.33333, 50.33333, 90.33333],
      mean: 50,
      actual: 0.3,
      origins: 7,
    },
    expect.objectContaining({
      stretch: { from: "2026-03-01T00:00:00", to: "2026-03-01T00:00:00", name: "2026-Q2", steps: 1, isWhole: true },
      actual: null,
    }),
  ]);
  expect(stderr).toContain("The horizon cuts a quarter");
});

test("as text the sums are a table below the steps, which says what is a part only", async () => {
  const { stdout } = await run(["--sum", "quarter"], ["a"]);
  expect(stdout).toMatch(/\na +2026-Q1 \(part\) +2 /);
  expect(stdout).toMatch(/\na +2026-Q2 +1 /);
});

test("without --sum there is no sum", async () => {
  const { stdout, asked } = await run(["--json"]);
  expect(asked).toEqual([]);
  expect(JSON.parse(stdout)).not.toHaveProperty("totals");
});

test("series are summed by an id column, or all of them, in one draw that is the same for both", async () => {
  const groupsOf = async (over: string) => {
    const { stdout, asked } = await run(["--sum", "horizon", "--total", over, "--json"]);
    const totals = (
      JSON.parse(stdout) as { totals: { series: string | null; group: unknown; seriesSummed: number; mean: number }[] }
    ).totals;
    const groups = totals.filter(({ series }) => series === null);
    return {
      nodes: asked.map(({ nodes }) => nodes),
      groups: groups.map((one) => [one.group, one.seriesSummed, one.mean]),
    };
  };
  const all = ["North / tea", "North / rum", "South / tea"];
  const byRegion = await groupsOf("region");
  expect(byRegion.nodes).toEqual([
    [all, all.slice(0, 2), ["North / tea"], ["North / rum"], ["South / tea"], ["South / tea"]],
  ]);
  expect(byRegion.groups[0]).toEqual([{ column: "region", value: "North" }, 2, 100]);
  expect(byRegion.groups.at(-1)).toEqual([{ column: "region", value: "South" }, 1, 50]);
  const together = await groupsOf("all");
  expect(together.nodes).toEqual([[all, ...all.map((id) => [id])]]);
  expect(together.groups[0]).toEqual([null, 3, 150]);
});

test("groups of a second column stand within those of the first, which come before them", async () => {
  const { stdout } = await run([
    "--sum",
    "horizon",
    "--total",
    "all",
    "--total",
    "region",
    "--total",
    "item",
    "--json",
  ]);
  const totals = (JSON.parse(stdout) as { totals: { series: string | null; group: unknown; within?: unknown }[] })
    .totals;
  expect(
    totals.filter((one, index) => one.series === null && index % 2 === 0).map(({ group, within }) => [group, within]),
  ).toEqual([
    [null, undefined],
    [{ column: "region", value: "North" }, undefined],
    [{ column: "region", value: "South" }, undefined],
    [{ column: "item", value: "tea" }, [{ column: "region", value: "North" }]],
    [{ column: "item", value: "rum" }, [{ column: "region", value: "North" }]],
    [{ column: "item", value: "tea" }, [{ column: "region", value: "South" }]],
  ]);
  const text = await run(["--sum", "horizon", "--total", "region", "--total", "item", "--stat", "peak"]);
  expect(text.stdout).toMatch(/\nPeak of +Stretch/);
  expect(text.stdout).toMatch(/\nNorth \/ rum +2026-Q1/);
});

test("series without a total don't stop those of other steps, and say why; without any total that is the answer", async () => {
  const { code, stdout, stderr } = await run(["--sum", "month", "--json"], ["b", "a", "c"], "a", idColumns, ["a"]);
  expect(code).toBe(0);
  expect((JSON.parse(stdout) as { totals: object[] }).totals.slice(0, 3)).toEqual([
    expect.objectContaining({ series: "b", origins: 7 }),
    expect.objectContaining({ series: "b", origins: 7 }),
    { series: "a", group: null, statistic: "sum", error: { code: "wrong-arguments", message: "No total of a." } },
  ]);
  expect(stderr).toContain("No total of a: No total of a.");
  expect((await run(["--sum", "month"], ["a"], "", idColumns, ["a"])).code).toBe(2);
});

test("what was summed stands in the manifest", async () => {
  const { stdout } = await run(["--sum", "month", "--stat", "low", "--total", "all", "--json"]);
  const { manifest } = JSON.parse(stdout) as { manifest: { settings: { totals: string } } };
  expect(JSON.parse(manifest.settings.totals)).toEqual({ stretch: "month", statistic: "low", over: ["all"] });
});

test("what several columns measure is not summed with each other", async () => {
  const columns = [
    ...idColumns.slice(0, 1),
    ...["sales", "price"].map((name) => ({ name, role: "target", type: "number" })),
  ];
  const series = ["North / sales", "North / price", "South / sales", "South / price"];
  const { asked } = await run(["--sum", "horizon", "--total", "all"], series, "", columns);
  expect(asked[0]?.nodes.filter((own) => own.length > 1)).toEqual([
    ["North / sales", "South / sales"],
    ["North / price", "South / price"],
  ]);
});

test("a series whose forecast is of other steps is left out of the sum of others, and it is said", async () => {
  const { stdout, stderr, asked } = await run(
    ["--sum", "horizon", "--total", "all", "--json"],
    undefined,
    "North / rum",
  );
  expect(asked.map(({ nodes }) => nodes[0])).toEqual([["North / tea", "South / tea"], ["North / rum"]]);
  expect((JSON.parse(stdout) as { totals: object[] }).totals.at(-1)).toMatchObject({ seriesLeftOut: ["North / rum"] });
  expect(stderr).toContain("Not in the sum: North / rum, whose forecast is of other steps.");
});

test.each([
  [["--sum", "decade"], '--sum must be horizon, week, month, quarter, year, not "decade".'],
  [["--total", "all"], "--total needs --sum"],
  [["--stat", "peak"], "--stat needs --sum"],
  [["--sum", "month", "--stat", "median"], '--stat must be sum, mean, peak, low, not "median".'],
  [["--sum", "month", "--round"], "--sum can't go with --round"],
  [["--sum", "month", "--total", "shop"], 'a.csv has no column "shop" that several series share.'],
])("%j is refused with a sentence", async (args, sentence) => {
  const { code, stderr } = await run(args);
  expect(code).toBe(2);
  expect(stderr).toContain(sentence);
});

test("forecasts of groups, and of all series, move those of their series where that is asked for, and it is said why", async () => {
  const args = ["--sum", "horizon", "--total", "region", "--reconcile"];
  const { stdout, stderr, asked, reconciled } = await run([...args, "--json"]);
  expect(reconciled).toEqual([{ model: "n", groups: [[0, 1], [0, 1, 2], [2]], set: [] }]);
  expect(asked.every(({ moved }) => moved?.join() === "North / tea")).toBe(true);
  expect(JSON.parse(stdout)).toMatchObject({
    reconciliation: { used: true, reason: "better", change: -0.0612, origins: 24, setSteps: 0 },
    manifest: {
      settings: {
        totals: JSON.stringify({ stretch: "horizon", statistic: "sum", over: ["region"], isReconciled: true }),
      },
    },
  });
  expect(stderr).toContain("Reconciled: error \u22126.1\u00A0% over 24 past forecasts.");
  expect((await run(["--reconcile"])).stderr).toContain("--reconcile needs --sum");
  expect((await run([...args, "--origin", "-1"])).stderr).toContain("--reconcile is for forecasts of the future");
});

test("without --reconcile nothing is said of it", async () => {
  const { stdout, reconciled } = await run(["--sum", "horizon", "--total", "region", "--json"]);
  expect(reconciled).toEqual([]);
  expect(JSON.parse(stdout)).not.toHaveProperty("reconciliation");
});
