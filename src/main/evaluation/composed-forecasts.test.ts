import { describe, expect, test } from "vitest";
import type { Forecast } from "#contract/data";
import type { ChosenModel, IngestedSeries } from "#contract/worker";
import { QueryCache } from "#engine/cache";
import { EngineError } from "#engine/errors";
import { forecasters } from "#engine/forecasters/catalogue";
import { ComposedForecasts, type ComposedForecastPorts } from "./composed-forecasts.ts";
import type { BacktestQuestion, CombinedQuestion } from "./evaluate-client.ts";
import { dayMs, modelOf, seriesOf } from "./evaluation-fixtures.ts";

const { signal } = new AbortController();
const levels = [0.1, 0.5, 0.9];

function setUp(
  series: IngestedSeries,
  chosen: ChosenModel["members"] = [{ model: "theta", weight: 1 }],
  part: Partial<ComposedForecastPorts> = {},
) {
  const asked: BacktestQuestion[] = [];
  const combined: CombinedQuestion[] = [];
  const composed = new ComposedForecasts({
    evaluate: {
      forecast: async (question) => {
        combined.push(question);
        return new Float32Array(question.levels.length * question.horizon).fill(combined.length);
      },
      backtest: async (question) => {
        asked.push(question);
        return {
          models: [],
          choice: { members: chosen, reason: "Because.", origins: question.origins.length, ratio: 0.7 },
        };
      },
    },
    series: () => series,
    zone: () => null,
    models: () => [modelOf("n")],
    defaultModel: () => "n",
    forecast: async ({ model, horizon, origin }) =>
      ({
        model: { id: model, sha256: "f" },
        executionProvider: "webgpu",
        origin,
        levels,
        quantiles: new Float32Array(3 * horizon).fill(origin),
      }) as unknown as Forecast,
    queries: new QueryCache({ maxBytes: 1e6, ttlMs: 1e6, now: () => 0 }),
    ...part,
  });
  return { composed, asked, combined };
}

const place = { dataset: "d", series: "s", horizon: 5, origin: -10 };

describe("the choice of auto", () => {
  test("looks at origins before the forecast's own only, and sends nothing of what came after", async () => {
    const { composed, asked } = setUp(seriesOf(100));
    expect(await composed.choose(place, signal)).toEqual({
      members: [{ model: "theta", weight: 1 }],
      reason: "Because.",
      origins: 8,
      ratio: 0.7,
    });
    const [question] = asked;
    expect(question?.series.values).toHaveLength(90);
    expect(question?.series.values.buffer.byteLength).toBe(90 * 8);
    // Which seasons it has, and whether it is ever below zero, are to be found from these values.
    expect(Object.keys(question?.series ?? {}).sort()).toEqual(["usualSeasons", "values"]);
    expect(question?.series.usualSeasons).toEqual([7, 365]);
    expect(question?.origins).toEqual([-40, -35, -30, -25, -20, -15, -10, -5]);
    // Neural forecasts are those of the same moments, counted from the end of the data.
    expect(question?.forecasts[0]?.quantiles.map((quantiles) => quantiles[0])).toEqual([
      -50, -45, -40, -35, -30, -25, -20, -15,
    ]);
  });

  test("is made once for the same place", async () => {
    const { composed, asked } = setUp(seriesOf(100));
    await Promise.all([composed.choose(place, signal), composed.get({ ...place, model: "auto" }, signal)]);
    await composed.choose(place, signal);
    expect(asked).toHaveLength(1);
    await composed.choose({ ...place, origin: -11 }, signal);
    expect(asked).toHaveLength(2);
  });

  test("falls on the default model where the history is too short to compare on, and says so", async () => {
    const { composed, asked } = setUp(seriesOf(12));
    const choice = await composed.choose({ ...place, origin: 0 }, signal);
    expect(choice).toMatchObject({
      members: [{ model: "n", weight: 1 }],
      reason: "N: the history is too short to compare models on it.",
      origins: 0,
    });
    expect(asked).toHaveLength(0);
  });

  test("is among bundled models that can be used, and so far ahead", async () => {
    const { composed, asked } = setUp(seriesOf(60), undefined, {
      models: () => [
        modelOf("own", { source: "own" }),
        modelOf("other"),
        modelOf("n"),
        modelOf("damaged", { state: "damaged" }),
        modelOf("hours", { frequencies: ["hour"] }),
        modelOf("days", { frequencies: ["day"] }),
        modelOf("short", { maxHorizonSteps: 2 }),
        modelOf("refuses"),
      ],
      forecast: async ({ model, origin }) => {
        if (model === "refuses") throw new EngineError("model-refused", "No.");
        return { origin, levels: [0.5], quantiles: new Float32Array(5) } as unknown as Forecast;
      },
    });
    await composed.choose({ ...place, origin: 0 }, signal);
    // The default first: it stands where nothing speaks for another.
    expect(asked[0]?.forecasts.map(({ model }) => model)).toEqual(["n", "other", "days"]);
  });
});

describe("the forecast of auto", () => {
  test("is the network's own where it is chosen alone", async () => {
    const { composed, combined } = setUp(seriesOf(100), [{ model: "n", weight: 1 }]);
    const forecast = await composed.get({ ...place, model: "auto" }, signal);
    expect(forecast).toMatchObject({
      model: { id: "n" },
      choice: { members: [{ model: "n", weight: 1 }], reason: "Because.", origins: 8, ratio: 0.7 },
    });
    expect(combined).toHaveLength(0);
  });

  test("averages the members' with their weights, and its identity tells one mixture from another", async () => {
    const members = [
      { model: "n", weight: 0.6 },
      { model: "theta", weight: 0.4 },
    ];
    const { composed, combined } = setUp(seriesOf(100), members);
    const forecast = await composed.get({ ...place, model: "auto" }, signal);
    expect(combined[0]).toMatchObject({
      members,
      horizon: 5,
      levels,
      forecasts: [{ model: "n", quantiles: [new Float32Array(15).fill(-10)] }],
    });
    expect(combined[0]?.series.values).toHaveLength(90);
    expect(forecast).toMatchObject({ executionProvider: "webgpu", source: "computed", model: { id: "auto" } });
    expect((await composed.get({ ...place, model: "auto" }, signal)).source).toBe("cache");
    const other = setUp(seriesOf(100), [
      { model: "n", weight: 0.5 },
      { model: "theta", weight: 0.5 },
    ]);
    expect((await other.composed.get({ ...place, model: "auto" }, signal)).model.sha256).not.toBe(
      forecast.model.sha256,
    );
  });
});

test("a statistical forecast has the default model's levels and sees up to its origin", async () => {
  const { composed, combined } = setUp(seriesOf(60));
  const made = await composed.get({ dataset: "d", series: "s", model: "ets", horizon: 4, origin: -6 }, signal);
  expect(made.levels).toEqual(levels);
  expect(made.model).toEqual({ id: "ets", version: forecasters.get("ets").version, sha256: "" });
  expect(combined[0]?.members).toEqual([{ model: "ets", weight: 1 }]);
  expect(combined[0]?.series.values).toHaveLength(54);
  expect(Array.from(made.actuals ?? [])).toEqual([54, 55, 56, 57]);
  expect(made.anchor).toEqual({ time: 53 * dayMs, value: 53 });
});

test("nothing is forecast from an origin before the data", async () => {
  const { composed } = setUp(seriesOf(60));
  for (const model of ["ets", "auto"]) {
    await expect(composed.get({ ...place, model, origin: -60 }, signal)).rejects.toMatchObject({
      code: "origin-out-of-range",
    });
  }
});
