import { describe, expect, test } from "vitest";
import { forecasters } from "#engine/forecasters/catalogue";
import { dayMs } from "#domain/series";
import { levels, nativeForecasts, seriesOf } from "./evaluation-fixtures.ts";

const { signal } = new AbortController();
const place = { dataset: "d", series: "s", horizon: 5, origin: -10 };

describe("the forecast of auto", () => {
  test("is the network's own where it is chosen alone", async () => {
    const { native, combined } = nativeForecasts(seriesOf(100), { chosen: [{ model: "n", weight: 1 }] });
    const forecast = await native.get({ ...place, model: "auto" }, signal);
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
    const { native, combined } = nativeForecasts(seriesOf(100), { chosen: members });
    const forecast = await native.get({ ...place, model: "auto" }, signal);
    expect(combined[0]).toMatchObject({
      members,
      horizon: 5,
      levels,
      forecasts: [{ model: "n", quantiles: [new Float32Array(15).fill(-10)] }],
    });
    expect(combined[0]?.series.values).toHaveLength(90);
    expect(forecast).toMatchObject({ executionProvider: "webgpu", source: "computed", model: { id: "auto" } });
    expect((await native.get({ ...place, model: "auto" }, signal)).source).toBe("cache");
    const equal = members.map(({ model }) => ({ model, weight: 0.5 }));
    const other = nativeForecasts(seriesOf(100), { chosen: equal });
    expect((await other.native.get({ ...place, model: "auto" }, signal)).model.sha256).not.toBe(forecast.model.sha256);
  });
});

test("a statistical forecast has the default model's levels and sees up to its origin", async () => {
  const { native, combined } = nativeForecasts(seriesOf(60));
  const made = await native.get({ dataset: "d", series: "s", model: "ets", horizon: 4, origin: -6 }, signal);
  expect(made.levels).toEqual(levels);
  expect(made.model).toEqual({ id: "ets", version: forecasters.get("ets").version, sha256: "" });
  expect(combined[0]?.members).toEqual([{ model: "ets", weight: 1 }]);
  expect(combined[0]?.series.values).toHaveLength(54);
  expect(Array.from(made.actuals ?? [])).toEqual([54, 55, 56, 57]);
  expect(made.anchor).toEqual({ time: 53 * dayMs, value: 53 });
});

test("a configured forecaster's forecast has its id, in its one order, and its forecaster's version", async () => {
  const { native, statistical, combined } = nativeForecasts(seriesOf(60));
  const key = { dataset: "d", series: "s", horizon: 4, origin: -6 };
  const made = await native.get({ ...key, model: "holt:beta=0.1:alpha=0.3+log@7" }, signal);
  const model = "holt:alpha=0.3:beta=0.1+log@7";
  expect(made.model).toEqual({ id: model, version: forecasters.get("holt").version, sha256: "" });
  expect(combined[0]?.members).toEqual([{ model, weight: 1 }]);
  expect((await native.get({ ...key, model }, signal)).source).toBe("cache");
  expect((await native.get({ ...key, model: "holt:alpha=0.3:beta=0.1+log" }, signal)).source).toBe("computed");
  expect(statistical.pastOrigins(made)).toBe(16);
  await expect(native.get({ ...key, model: "holt:gamma=0.3" }, signal)).rejects.toMatchObject({
    code: "wrong-arguments",
  });
});

test("nothing is forecast from an origin before the data", async () => {
  const { native } = nativeForecasts(seriesOf(60));
  for (const model of ["ets", "auto"]) {
    await expect(native.get({ ...place, model, origin: -60 }, signal)).rejects.toMatchObject({
      code: "origin-out-of-range",
    });
  }
});
