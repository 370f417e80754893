import { expect, test } from "vitest";
import type { Forecast } from "#contract/data";
import { ForecastAnswers, type ForecastAnswerPorts } from "./forecast-answers.ts";
import type { ForecastKey } from "../forecasts/forecast-service.ts";
import { refusalOf } from "../../engine/errors/testing.ts";

const { signal } = new AbortController();
const key = { dataset: "d", series: "s", model: "n", horizon: 4, origin: 0, view: "w", density: false };
const density = { points: 2, from: new Float32Array(4), step: new Float32Array(4), values: new Float32Array(8) };

function made({ model, origin }: ForecastKey, more: Partial<Forecast> = {}): Forecast {
  return { model: { id: model, version: "1", sha256: "" }, origin, density: null, ...more } as Forecast;
}

function setUp(part: Partial<ForecastAnswerPorts> = {}) {
  const asked: unknown[] = [];
  const answers = new ForecastAnswers({
    forecast: async (request) => {
      asked.push(["network", request.view]);
      return made(request);
    },
    composed: {
      get: async (request) => {
        asked.push(["composed", request.model]);
        return made(request);
      },
    },
    calibrated: {
      get: async (native) => {
        asked.push(["calibrated", native.model.id]);
        return { ...native, calibration: { residuals: 9, steps: 3, otherSeries: 0 } };
      },
    },
    density: async () => density,
    ...part,
  });
  return { answers, asked };
}

test("native bands of a network are its own affair, views and all", async () => {
  const { answers, asked } = setUp();
  await answers.get({ ...key, bands: "native" }, signal);
  expect(asked).toEqual([["network", "w"]]);
});

test("calibrated bands and composed forecasts are made in turn, with a density where one is wanted", async () => {
  const { answers, asked } = setUp();
  const forecast = await answers.get({ ...key, model: "auto", bands: "calibrated", density: true }, signal);
  expect(asked).toEqual([
    ["composed", "auto"],
    ["calibrated", "auto"],
  ]);
  expect(forecast).toMatchObject({ calibration: { residuals: 9, steps: 3, otherSeries: 0 }, density });
  expect((await answers.get({ ...key, bands: "calibrated" }, signal)).density).toBeNull();
  expect(asked.slice(2)).toEqual([
    ["network", null],
    ["calibrated", "n"],
  ]);
});

test("of requests that wait for one view only the newest is made", async () => {
  const begun: number[] = [];
  const first = Promise.withResolvers<void>();
  const { answers } = setUp({
    composed: {
      get: async (request) => {
        begun.push(request.origin);
        if (request.origin === -1) await first.promise;
        return made(request);
      },
    },
  });
  const ask = (origin: number) => answers.get({ ...key, model: "ets", origin, bands: "native" }, signal);
  const [one, two, three] = [ask(-1), ask(-2), ask(-3)];
  const second = refusalOf(two);
  first.resolve();
  expect((await one).origin).toBe(-1);
  expect((await three).origin).toBe(-3);
  expect(await second).toMatchObject({ code: "cancelled" });
  expect(begun).toEqual([-1, -3]);
});

test("what takes long is given up for a newer request of the same view, and for no other", async () => {
  const { answers } = setUp({
    composed: {
      get: (request, aborted) =>
        new Promise((resolve, reject) => {
          if (request.origin !== -1) resolve(made(request));
          aborted.addEventListener("abort", () => reject(new Error("given up")));
        }),
    },
  });
  const ask = (origin: number, view: string) =>
    answers.get({ ...key, model: "ets", origin, view, bands: "native" }, signal);
  const one = ask(-1, "w");
  const given = refusalOf(one);
  let isSettled = false;
  void one.catch(() => undefined).finally(() => (isSettled = true));
  expect((await ask(-2, "other")).origin).toBe(-2);
  expect(isSettled).toBe(false);
  expect((await ask(-3, "w")).origin).toBe(-3);
  expect(await given).toMatchObject({ code: "cancelled" });
});

test("a density that is under way for a view ends with a newer request of it", async () => {
  const ended: unknown[] = [];
  const { answers } = setUp({
    density: (forecast, aborted) =>
      new Promise((resolve, reject) => {
        if (forecast.origin !== -1) resolve(density);
        aborted.addEventListener("abort", () => {
          ended.push(forecast.origin);
          reject(new Error("given up"));
        });
      }),
  });
  const ask = (origin: number) => answers.get({ ...key, model: "ets", origin, bands: "native", density: true }, signal);
  const given = refusalOf(ask(-1));
  expect((await ask(-2)).density).toBe(density);
  expect(await given).toMatchObject({ code: "cancelled" });
  expect(ended).toEqual([-1]);
});
