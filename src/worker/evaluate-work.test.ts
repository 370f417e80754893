import { describe, expect, test } from "vitest";
import { baselineModel, statisticalModels, type ToEvaluate } from "#contract/worker";
import { forecasters } from "./evaluate-models.ts";
import { answer } from "./evaluate-work.ts";

const season = 4;
const values = Float64Array.from({ length: 60 }, (_, index) => 50 + index + 10 * Math.sin((index * Math.PI) / 2) + ((index * 7) % 5));
const series = { values, seasonSteps: season, isNonNegative: true };
const origins = [-12, -8, -4];
const clock = () => 0;

function backtest(part: Partial<Extract<ToEvaluate, { type: "backtest" }>> = {}) {
  const reply = answer(
    { type: "backtest", id: 7, series, horizon: 4, origins, statistical: ["theta"], forecasts: [], names: {}, ...part },
    clock,
  );
  if (reply.type !== "backtest") throw new Error("expected a backtest");
  return reply;
}

test("the contract lists the engine's models under their own names and versions", () => {
  expect(statisticalModels).toEqual(forecasters.map(({ id, name, version }) => ({ id, name, version })));
});

describe("a backtest", () => {
  test("scores seasonal naive whether or not it was asked for, by the definition of MASE", () => {
    const { models } = backtest();
    const naive = models.find(({ model }) => model === baselineModel);
    let sum = 0;
    for (const origin of origins) {
      const end = values.length + origin;
      let error = 0;
      for (let step = 0; step < 4; step++) error += Math.abs((values[end + step] ?? 0) - (values[end + step - season] ?? 0)) / 4;
      let scale = 0;
      for (let index = season; index < end; index++) scale += Math.abs((values[index] ?? 0) - (values[index - season] ?? 0));
      sum += error / (scale / (end - season));
    }
    expect(naive?.scores.MASE).toBeCloseTo(sum / origins.length, 6);
    expect(naive?.scores.origins).toBe(3);
    expect(naive?.skill).toBe(0);
  });

  test("scores forecasts that came from elsewhere, and chooses a perfect one", () => {
    const quantiles = origins.map((origin) => {
      const actuals = values.subarray(values.length + origin, values.length + origin + 4);
      return Float32Array.from([...actuals, ...actuals, ...actuals]);
    });
    const { models, choice } = backtest({ forecasts: [{ model: "oracle", levels: [0.1, 0.5, 0.9], quantiles }], names: { oracle: "Oracle" } });
    expect(models[0]?.scores.MASE).toBeLessThan(1e-6);
    expect(models[0]?.skill).toBeGreaterThan(0.99);
    expect(choice.model).toBe("oracle");
    expect(choice.reason).toContain("Oracle");
  });

  test("sees nothing beyond each origin", () => {
    const other = values.slice();
    other.fill(1e6, values.length - 4);
    const [one, two] = [backtest(), backtest({ series: { ...series, values: other } })];
    const early = (reply: ReturnType<typeof backtest>) => reply.models.map(({ past }) => past[0]);
    expect(early(two)).toEqual(early(one));
  });
});

test("a statistical forecast has the wanted levels and stays above zero where the series does", () => {
  const small = { values: Float64Array.from({ length: 40 }, (_, index) => index % 3), seasonSteps: 3, isNonNegative: true };
  for (const { id } of statisticalModels) {
    const reply = answer({ type: "forecast", id: 1, model: id, series: small, horizon: 5, levels: [0.01, 0.5, 0.99] }, clock);
    if (reply.type !== "forecast") throw new Error("expected a forecast");
    expect(reply.quantiles, id).toHaveLength(15);
    expect(reply.quantiles.every((value) => value >= 0), id).toBe(true);
  }
});

test("pools the scores of several series", () => {
  const { models } = backtest();
  const past = models[0]?.past ?? [];
  const reply = answer({ type: "summarise", id: 2, groups: [past, [...past, ...past]] }, clock);
  if (reply.type !== "summary") throw new Error("expected a summary");
  expect(reply.scores[0]).toEqual(models[0]?.scores);
  expect(reply.scores[1]?.WQL).toBeCloseTo(reply.scores[0]?.WQL ?? 0, 12);
  expect(reply.scores[1]?.origins).toBe(6);
});
