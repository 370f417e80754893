import { describe, expect, test } from "vitest";
import { Catalogue, factsOf, whyUnsuitable } from "./catalogue.ts";
import { familiesOf } from "./families.ts";
import { forecasters } from "./forecasters.ts";

const facts = { observations: 100, seasonSteps: 1, isIntermittent: false, isPositive: true };

test("what is known of a series: its observations, its season, and whether it is mostly zeros", () => {
  expect(factsOf([0, 0, 4, Number.NaN, 0, 2, 0, 5], 4)).toEqual({
    observations: 7,
    seasonSteps: 4,
    isIntermittent: true,
    isPositive: false,
  });
  expect(factsOf([3, 4, Number.NaN], 1)).toEqual({
    observations: 2,
    seasonSteps: 1,
    isIntermittent: false,
    isPositive: true,
  });
});

describe("what suits a series", () => {
  const suitable = (part: Partial<typeof facts>) => forecasters.suitable({ ...facts, ...part }).map(({ id }) => id);

  test("depends on its season and its zeros", () => {
    expect(suitable({})).toEqual(["seasonal-naive", "ets", "theta"]);
    expect(suitable({ seasonSteps: 12 })).toEqual(["seasonal-naive", "ets", "theta"]);
    expect(suitable({ seasonSteps: 24 })).toEqual(["seasonal-naive", "theta", "mstl"]);
    expect(suitable({ isIntermittent: true })).toEqual(["seasonal-naive", "ets", "theta", "croston"]);
  });

  test("leaves out what is for those who ask for it by name, and such a forecaster is no less there", () => {
    const named = forecasters.all.filter(({ isByNameOnly }) => isByNameOnly).map(({ id }) => id);
    expect(named).toContain("drift");
    const parts = [{}, { seasonSteps: 12 }, { isIntermittent: true }];
    for (const id of parts.flatMap((part) => suitable(part))) expect(named).not.toContain(id);
  });

  test("is the baseline alone where there is hardly anything to look back on", () => {
    expect(suitable({ observations: 2 })).toEqual(["seasonal-naive"]);
  });

  test.each([
    ["ets", { observations: 7 }, "ETS needs 8 observations; this series has 7."],
    ["ets", { seasonSteps: 24 }, "ETS is for seasons of up to 12 steps; this one has 24."],
    ["mstl", { seasonSteps: 7 }, "MSTL and ETS is for seasons of 13 steps and more; this one has 7."],
    ["mstl", {}, "MSTL and ETS is for seasons of 13 steps and more; this series has none."],
    ["croston", {}, "Croston (SBA) is for demand that is mostly zero."],
    ["arima", {}, null],
    [
      "holt-winters-multiplicative",
      { seasonSteps: 4, isPositive: false },
      "Holt-Winters, multiplicative needs values above zero throughout.",
    ],
    ["holt-winters-multiplicative", { seasonSteps: 4 }, null],
    ["drift", { seasonSteps: 7 }, "Drift follows no season; this series has one of 7 steps."],
    ["seasonal-moving-average", {}, "Seasonal moving average is for series with a season; this series has none."],
    [
      "seasonal-moving-average",
      { observations: 30, seasonSteps: 12 },
      "Seasonal moving average needs 3 seasons of 12 steps; this series has 30 observations.",
    ],
  ] as const)("or why %s does not, for %o", (id, part, reason) => {
    expect(whyUnsuitable(forecasters.get(id), { ...facts, ...part })).toBe(reason);
  });
});

test("a forecaster that is not there is an error that names it, and two of one id are a mistake of ours", () => {
  expect(() => forecasters.get("prophet")).toThrow(
    expect.objectContaining({ code: "model-not-found", message: expect.stringContaining('"prophet"') }),
  );
  expect(forecasters.has("prophet")).toBe(false);
  expect(() => new Catalogue([forecasters.baseline, forecasters.baseline])).toThrow("one id");
});

test("every forecaster is described for people and programs", () => {
  for (const { id, name, description, version, needs, expectedRatio } of forecasters.all) {
    expect([id, name, description, version], id).not.toContain("");
    expect(id).toMatch(/^[a-z]+(-[a-z]+)*$/);
    expect(needs.observations, id).toBeGreaterThan(0);
    expect(expectedRatio, id).toBeGreaterThan(0);
  }
});

test("families stand in one order, and have every forecaster once", () => {
  const families = familiesOf(forecasters);
  const ids = families.flatMap((family) => family.forecasters.map(({ id }) => id));
  expect(ids.toSorted()).toEqual(forecasters.all.map(({ id }) => id).toSorted());
  expect(families.map(({ title }) => title)).toEqual([
    "Benchmarks",
    "Smoothing",
    "ARIMA and regression",
    "Intermittent",
    "Combinations",
  ]);
  expect(families.at(0)?.forecasters[0]).toBe(forecasters.baseline);
  expect(families.at(-1)?.forecasters.map(({ id }) => id)).toEqual(["combination"]);
});
