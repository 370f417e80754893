import { describe, expect, test } from "vitest";
import type { ResidualReport } from "#domain/score";
import { seriesOf, valuesOf } from "../../bridge/fixtures.ts";
import { metricOf } from "./columns.ts";
import {
  histogramFigure,
  originsFigure,
  type PastForecast,
  periodFigure,
  periodName,
  residualsOverTime,
  stepFigure,
} from "./figures.ts";
import { comparedOf, reportOf } from "./fixtures.ts";

const write = (value: number): string => value.toFixed(1);
const series = seriesOf("a");
const model = (id: string) =>
  comparedOf(id, { byStep: { MAE: Float64Array.of(1, 2, 3) }, byPeriod: { MAE: Float64Array.of(4, 5) } });
const drawn = (id: string, mark: number, isFaint = false) => ({ model: model(id), mark, isFaint });

test("lines by step begin one step ahead and end at the horizon", () => {
  const figure = stepFigure([drawn("x", 2), drawn("y", 0, true)], metricOf("MAE"), series, write);
  expect(figure.x).toMatchObject({ title: "Months ahead", isWhole: true });
  expect(figure.y.title).toBe("MAE, in the units of the series");
  expect(figure.traces).toMatchObject([
    { id: "x", look: 2, x: [1, 2, 3], y: Float64Array.of(1, 2, 3), isFaint: false },
    { id: "y", look: 0, isFaint: true },
  ]);
});

test("what has a target has a line there", () => {
  const limits = (id: string) => stepFigure([], metricOf(id), series, write).limits;
  expect([limits("MAE"), limits("coverage80"), limits("bias")]).toEqual([[], [0.8], [0]]);
});

test("periods are named as people do", () => {
  const daily = { unit: "day", count: 1 } as const;
  expect(periodName("2024-03-01", series.frequency)).toBe("Mar 2024");
  expect(["2024-03-05", "2024-03", "2024-Q1", "2024"].map((period) => periodName(period, daily))).toEqual([
    "5 Mar 2024",
    "Mar 2024",
    "Q1 2024",
    "2024",
  ]);
  const figure = periodFigure([drawn("x", 0)], metricOf("MAE"), reportOf(), series, write);
  expect(figure.traces).toMatchObject([{ x: ["Jun 2023", "Sep 2023"], y: Float64Array.of(4, 5) }]);
});

describe("past forecasts over what happened", () => {
  const values = valuesOf("a");
  const pastOf = (id: string, origin: number): PastForecast => ({
    model: id,
    origin,
    times: values.times.slice(48 + origin, 48 + origin + 3),
    median: Float64Array.of(1, 2, 3),
    lower: Float64Array.of(0, 1, 2),
    upper: Float64Array.of(2, 3, 4),
  });
  const forecasts = ["x", "y"].flatMap((id) => [-6, -3].map((origin) => pastOf(id, origin)));
  const models = [drawn("x", 0), drawn("y", 1)];
  const figureOf = (origins: readonly number[], pointed: string | null) =>
    originsFigure(models, forecasts, values, series, { origins, horizon: 3, pointed }, write);
  const kinds = (origins: readonly number[], pointed: string | null) =>
    figureOf(origins, pointed).traces.map(({ kind, id }) => `${kind} ${id}`);

  test("one origin shows the ranges of its models, all of them only that of the model pointed at", () => {
    expect(kinds([-3], null)).toEqual(["band x", "band y", "line ", "line x", "line y"]);
    expect(kinds([-6, -3], null)).toEqual(["line ", "line x", "line x", "line y", "line y"]);
    expect(kinds([-6, -3], "y")).toEqual(["band y", "band y", "line ", "line x", "line x", "line y", "line y"]);
  });

  test("show what happened from well before the first to the end of the last", () => {
    const observed = figureOf([-6], null).traces.find(({ id }) => id === "");
    // Twelve steps before the origin at the 42nd, and the three that it forecast.
    expect(observed?.x).toEqual([...values.times.subarray(29, 45)]);
  });
});

describe("residuals", () => {
  const report: ResidualReport = {
    model: "ets",
    parameters: { method: "ETS(A,N,N)" },
    residuals: Float64Array.of(Number.NaN, 1, -1),
    count: 2,
    mean: 0,
    deviation: 2,
    autocorrelation: { values: [0.5, -0.1, -0.6], limit: 0.4 },
    histogram: { edges: [-6, -2, 2, 6], counts: [16, 68, 16] },
    whiteness: null,
  };

  test("the normal curve has the residuals' own deviation, and the area of the bars", () => {
    const [, curve] = histogramFigure(report, write).traces;
    if (curve?.kind !== "line") throw new Error("no curve");
    const xs = curve.x.map(Number);
    const ys = Array.from(curve.y);
    const area = xs
      .slice(1)
      .reduce((sum, x, at) => sum + ((x - (xs[at] ?? 0)) * ((ys[at] ?? 0) + (ys[at + 1] ?? 0))) / 2, 0);
    expect(area / (100 * 4)).toBeCloseTo(0.997, 2);
    expect(Math.max(...ys)).toBeCloseTo(400 / (2 * Math.sqrt(2 * Math.PI)), 0);
  });

  test("residuals that are all alike have no curve", () => {
    expect(histogramFigure({ ...report, deviation: 0 }, write).traces).toHaveLength(1);
    const answer = { dataset: "d", series: "a", times: Float64Array.of(0, 1, 2), report };
    expect(residualsOverTime(answer, write).traces).toMatchObject([
      { kind: "points", x: [1, 2], y: Float64Array.of(1, -1) },
    ]);
  });
});
