import { describe, expect, test } from "vitest";
import { EngineError } from "#domain/errors";
import type { Forecast } from "#domain/forecast";
import { modelOf, nativeForecasts, seriesOf } from "./evaluation-fixtures.ts";

const { signal } = new AbortController();
const place = { dataset: "d", series: "s", horizon: 5, origin: -10 };

describe("the choice of auto", () => {
  test("looks at origins before the forecast's own only, and sends nothing of what came after", async () => {
    const { selection, asked } = nativeForecasts(seriesOf(100));
    expect(await selection.choose(place, signal)).toEqual({
      members: [{ model: "theta", weight: 1 }],
      reason: "Because.",
      origins: 8,
      ratio: 0.7,
    });
    const [request] = asked;
    expect(request?.series.values).toHaveLength(90);
    expect(request?.series.values.buffer.byteLength).toBe(90 * 8);
    // Which seasons it has, and whether it is ever below zero, are to be found from these values.
    expect(Object.keys(request?.series ?? {}).sort()).toEqual(["usualSeasons", "values"]);
    expect(request?.series.usualSeasons).toEqual([7, 365]);
    expect(request?.origins).toEqual([-40, -35, -30, -25, -20, -15, -10, -5]);
    // Neural forecasts are those of the same moments, counted from the end of the data.
    expect(request?.forecasts[0]?.quantiles.map((quantiles) => quantiles[0])).toEqual([
      -50, -45, -40, -35, -30, -25, -20, -15,
    ]);
  });

  test("is made once for the same place", async () => {
    const { selection, native, asked } = nativeForecasts(seriesOf(100));
    await Promise.all([selection.choose(place, signal), native.get({ ...place, model: "auto" }, signal)]);
    await selection.choose(place, signal);
    expect(asked).toHaveLength(1);
    await selection.choose({ ...place, origin: -11 }, signal);
    expect(asked).toHaveLength(2);
  });

  test("falls on the default model where the history is too short to compare on, and says so", async () => {
    const { selection, asked } = nativeForecasts(seriesOf(12));
    const choice = await selection.choose({ ...place, origin: 0 }, signal);
    expect(choice).toMatchObject({
      members: [{ model: "n", weight: 1 }],
      reason: "N: the history is too short to compare models on it.",
      origins: 0,
    });
    expect(asked).toHaveLength(0);
  });

  test("is among bundled models that can be used, and so far ahead", async () => {
    const { selection, asked } = nativeForecasts(seriesOf(60), {
      known: [
        modelOf("own", { source: "own" }),
        modelOf("other"),
        modelOf("n"),
        modelOf("damaged", { state: "damaged" }),
        modelOf("hours", { frequencies: ["hour"] }),
        modelOf("days", { frequencies: ["day"] }),
        modelOf("short", { maxHorizonSteps: 2 }),
        modelOf("glucose", { quantity: "glucose" }),
        modelOf("refuses"),
      ],
      neural: {
        get: async ({ model, origin }) => {
          if (model === "refuses") throw new EngineError("model-refused", "No.");
          return { origin, levels: [0.5], quantiles: new Float32Array(5) } as unknown as Forecast;
        },
      },
    });
    await selection.choose({ ...place, origin: 0 }, signal);
    // The default first: it stands where nothing speaks for another.
    expect(asked[0]?.forecasts.map(({ model }) => model)).toEqual(["n", "other", "days"]);
  });

  test("goes by a model that was made for what the series measures first", async () => {
    const glucose = { ...seriesOf(60), id: "glucose (mg/dL)", values: seriesOf(60).values.map((value) => 80 + value) };
    const { selection, asked } = nativeForecasts(glucose, {
      known: [modelOf("n"), modelOf("glucose", { quantity: "glucose" })],
    });
    await selection.choose({ ...place, origin: 0 }, signal);
    expect(asked[0]?.forecasts.map(({ model }) => model)).toEqual(["glucose", "n"]);
  });
});
