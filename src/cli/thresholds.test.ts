import { expect, test } from "vitest";
import type { Forecast } from "#domain/forecast";
import type { Threshold, ThresholdAnswer } from "#domain/threshold";
import type { CliHost } from "./host.ts";
import { runOn } from "./cli-fixtures.ts";
import { thresholdsIn } from "./thresholds.ts";

const month = { unit: "month", count: 1 } as const;

function answerOf({ id, rule }: Threshold): ThresholdAnswer {
  if (rule.kind === "stock")
    return {
      ...{ id, limit: null, problem: null },
      stock: { level: 0.9, leadSteps: 2, order: 21, mean: 18, short: 1 / 3, left: 4, fillRate: 0.95, cost: null },
    };
  return {
    ...{ id, stock: null, problem: null },
    limit: {
      ...{ at: [0.1, null, 0.25], by: [0.1, 0.1, 0.3], ever: 0.3, expectedSteps: 0.35, steps: 2 },
      first: { early: 0, middle: 2, late: 2, likeliest: 2 },
    },
  };
}

/** What `forecast` prints of a file of two series, and what it asked about thresholds. */
async function run(args: readonly string[], series = ["a", "b"], columns: readonly object[] = []) {
  const sums: { readonly scope: unknown; readonly members: readonly string[] }[] = [];
  const asked: { readonly series: string; readonly rules: unknown; readonly isJudged: boolean }[] = [];
  const host: Partial<CliHost> = {
    isCount: () => false,
    version: "1",
    bandwidth: "isj",
    models: () => [],
    defaultModel: () => "n",
    warnings: () => [],
    windowCorrections: () => 0,
    importFile: async () =>
      ({
        handle: "d",
        warnings: [],
        name: "a.csv",
        columns,
        series: series.map((id) => ({ id, frequency: month })),
      }) as never,
    forecast: async ({ series, horizon, origin }) =>
      ({
        ...{ dataset: "d", series, horizon, origin, model: { id: "n", version: "1", sha256: "f" } },
        ...{ executionProvider: "cpu", levels: [0.1, 0.5, 0.9], quantiles: new Float32Array(3 * horizon) },
        times: Float64Array.from({ length: horizon }, (_, step) => Date.UTC(2026, step, 1)),
        actuals: null,
      }) as unknown as Forecast,
    wholeCoverage: async () => null,
    answered: async ({ series }, thresholds, { isJudged }) => {
      asked.push({ series, rules: thresholds.map(({ rule }) => rule), isJudged });
      return thresholds.map((threshold) => ({ threshold, answer: answerOf(threshold) }));
    },
    sums: async ({ members, thresholds }) => {
      const ids = [...(members.among ?? [])];
      const made = await Promise.all(ids.map((id) => members.get(id)));
      sums.push(...thresholds.map(({ scope }) => ({ scope, members: made.map((one) => one.series) })));
      return thresholds.map((threshold) => ({
        ...{ threshold, answer: answerOf(threshold), members: made.length, frequency: month, isCount: false },
        times: [0, 1, 2].map((step) => Date.UTC(2026, step, 1)),
        timestamps: ["2026-01-01T00:00:00", "2026-02-01T00:00:00", "2026-03-01T00:00:00"],
      }));
    },
    clockOf: () => ({ zone: null, historyTimes: new Float64Array() }),
    preprocessingOf: () => "1",
  };
  return { ...(await runOn(host, ["forecast", "a.csv", "--horizon", "3", ...args])), asked, sums };
}

test("each series is asked about each limit and order, and the manifest names them", async () => {
  const { stdout, asked } = await run(
    "--above 120 --above 130 --below 80 --service-level 0.9 --lead-time 2 --once --json".split(" "),
  );
  const rules = [
    { kind: "above", value: 120 },
    { kind: "above", value: 130 },
    { kind: "below", value: 80 },
    { kind: "stock", service: { by: "level", level: 0.9 }, leadSteps: 2 },
  ];
  expect(asked).toEqual([
    { series: "a", rules, isJudged: false },
    { series: "b", rules, isJudged: false },
  ]);
  const { forecasts, manifest } = JSON.parse(stdout);
  expect(JSON.parse(manifest.settings.thresholds).map(({ rule }: Threshold) => rule)).toEqual(rules);
  expect(forecasts[1].thresholds[0]).toEqual({
    ...{ kind: "above", value: 120, ever: 0.3, never: 0.7, expectedSteps: 0.35 },
    first: {
      likeliest: "2026-03-01T00:00:00",
      ...{ "0.1": "2026-01-01T00:00:00", "0.5": "2026-03-01T00:00:00", "0.9": "2026-03-01T00:00:00" },
    },
    ...{ at: [0.1, null, 0.25], by: [0.1, 0.1, 0.3] },
  });
  expect(forecasts[1].thresholds[3]).toMatchObject({ kind: "stock", level: 0.9, order: 21, short: 0.3333333 });
});

test("as text there is a line for each, and the past is judged where it is looked at", async () => {
  const { stdout, asked } = await run(["--below", "−3", "--coverage"]);
  expect(asked[0]).toEqual({ series: "a", rules: [{ kind: "below", value: -3 }], isJudged: true });
  expect(stdout).toMatch(/\nb: Below −3 in 2 of the next 3 months: 30\u00A0%\. If so, most likely first in Mar 2026/);
});

const shops = ["North / tea", "North / rum", "South / tea"];
const shopColumns = ["region", "item"].map((name) => ({ name, role: "id", type: "text" }));

test("limits are about sums of series where that is asked for, of all or of what a column says, and none is about a series", async () => {
  const words = "--above 120 --of all region=North item --once --json".split(" ");
  const { stdout, asked, sums } = await run(words, shops, shopColumns);
  const of = [
    null,
    { column: "region", value: "North" },
    { column: "item", value: "tea" },
    { column: "item", value: "rum" },
  ];
  expect(asked).toEqual([]);
  expect(sums).toEqual(of.map((one) => ({ scope: { kind: "sum", of: one }, members: shops })));
  const { sumThresholds, manifest } = JSON.parse(stdout);
  expect(sumThresholds[1]).toMatchObject({
    ...{ of: { column: "region", value: "North" }, seriesSummed: 3, kind: "above", value: 120, ever: 0.3 },
    first: { likeliest: "2026-03-01T00:00:00" },
  });
  expect(thresholdsIn(manifest.settings.thresholds).map(({ scope }) => scope)).toEqual(
    of.map((one) => ({ kind: "sum", of: one })),
  );
  const text = await run("--above 120 --of region=North --once".split(" "), shops, shopColumns);
  expect(text.stdout).toContain("Sum of North above 120 in 2 of the next 3 months: 30");
});

test("without any the answer is as it was", async () => {
  const { stdout, asked } = await run(["--once", "--json"]);
  expect(asked).toEqual([]);
  expect(stdout).not.toContain("thresholds");
});

test.each([
  ["--above lots", 'must be a number, not "lots"'],
  ["--service-level 95", "A service level lies between 0 and 1"],
  ["--service-level 0.9 --cost-under 5 --cost-over 1", "it follows from them"],
  ["--cost-under 5", "--cost-under and --cost-over go together"],
  ["--cost-under 5 --cost-over 0", "must both be above zero"],
  ["--lead-time 4", "--lead-time needs --service-level"],
  ["--of all", "--of needs a limit"],
  ["--above 1 --of shop", 'no column "shop" that several series share'],
])("%s is refused", async (words, message) => {
  const { code, stderr } = await run(words.split(" "));
  expect(code).toBe(2);
  expect(stderr).toContain(message);
});

test("what an export lists is read back, and what is no threshold is refused", () => {
  const listed = [
    { id: 1, name: "", rule: { kind: "above", value: 1 }, scope: { kind: "all" }, from: null, to: null, unit: "" },
  ];
  expect(thresholdsIn(JSON.stringify(listed))).toEqual(listed);
  expect(thresholdsIn(undefined)).toEqual([]);
  for (const wrong of [
    "{",
    "7",
    '[{"rule":{"kind":"beyond","value":1}}]',
    '[{"name":"","unit":"","rule":{"kind":"above"}}]',
  ])
    expect(() => thresholdsIn(wrong)).toThrow("The export lists thresholds that can't be read.");
});
