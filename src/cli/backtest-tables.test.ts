import { expect, test } from "vitest";
import { type BacktestReport, metrics, type MetricValues, type ModelReport } from "#domain/score";
import { describeBacktest } from "./backtest-tables.ts";

function valuesOf(part: Partial<MetricValues>): MetricValues {
  return { ...(Object.fromEntries(metrics.map(({ id }) => [id, Number.NaN])) as MetricValues), ...part };
}

const values = valuesOf({ MASE: 0.5, WQL: 0.04, coverage80: 0.79, relativeBias: -0.0123, scaledWidth80: 2.345 });
const pooled = { metrics: values, forecasts: 8, steps: 96, nonZeroSteps: 90 };
const model = (part: Partial<ModelReport>): ModelReport => ({
  ...{ id: "ets", MASE: 0.5, sMAPE: 0.1, WQL: 0.04, coverage: { "0.5": 0.5, "0.8": 0.79, "0.95": 0.9 } },
  ...{ seconds: 1.25, skill: 0.413, originsWon: 7, againstBest: null, differsFromBest: false },
  ...pooled,
  ...part,
});
const against = (verdict: "differs" | "no-clear-difference" | "too-few", p: number) =>
  ({ againstBest: { meanDifference: 1, statistic: 2, p, pairs: 8, pairedBy: "origin", verdict } }) as const;
const report: BacktestReport = {
  models: [
    model({
      detail: {
        byStep: [pooled, { ...pooled, metrics: valuesOf({ MASE: 0.7 }) }],
        byPeriod: [{ period: "2024-Q1", ...pooled }],
        byOrigin: [],
      },
    }),
    model({ id: "theta", ...against("differs", 0.0004) }),
    model({ id: "ses", skill: Number.NaN, ...against("no-clear-difference", 0.2534) }),
    model({ id: "holt", ...against("too-few", Number.NaN) }),
  ],
  perSeries: [{ series: "a", model: "ets", MASE: 0.5, WQL: 0.04, origins: 8, metrics: values }],
  skipped: [],
  baseline: { id: "seasonal-naive", ...pooled },
  metric: "MASE",
  best: "ets",
};

const rows = (text: string): string[] => text.split("\n").map((line) => line.replaceAll(/[\s\u00A0]+/g, " ").trim());

test("a model's row says how good it is, and whether the difference from the best is clear", () => {
  const [header, , ...lines] = rows(describeBacktest(report, [], 0));
  expect(header).toBe("Model Skill MASE WQL In 80 % Bias Seconds Won Against the best Width");
  expect(lines.slice(0, 4)).toEqual([
    "ets +41.3 % 0.5000 0.0400 79 % −1.2 % 1.3 7 best 2.35",
    "theta +41.3 % 0.5000 0.0400 79 % −1.2 % 1.3 7 differs, p < 0.001 2.35",
    "ses 0.5000 0.0400 79 % −1.2 % 1.3 7 no clear difference, p 0.253 2.35",
    "holt +41.3 % 0.5000 0.0400 79 % −1.2 % 1.3 7 too few origins 2.35",
  ]);
  expect(lines).toContain("1 series, 8 past origins in all.");
  expect(lines.at(-1)).toBe("MAPE, in the JSON, is over the 90 of 96 steps whose actual is not zero.");
});

test("more tables have a row for each step, counted from the origin, period or series", () => {
  const lines = rows(describeBacktest(report, ["step", "period", "series"], 3));
  expect(lines).toContain("Model Step MASE WQL In 80 % Bias Width");
  expect(lines).toContain("ets 4 0.5000 0.0400 79 % −1.2 % 2.35");
  expect(lines).toContain("ets 5 0.7000");
  expect(lines).toContain("ets 2024-Q1 0.5000 0.0400 79 % −1.2 % 2.35");
  expect(lines).toContain("a ets 8 0.5000 0.0400 79 % −1.2 % 2.35");
});
