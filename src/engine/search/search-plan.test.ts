import { expect, test } from "vitest";
import type { SearchSettings } from "#domain/job";
import { forecasters } from "#engine/forecasters/catalogue";
import { SearchPlan } from "./index.ts";

const settings: SearchSettings = {
  horizon: 12,
  metric: "MASE",
  preset: "full",
  models: null,
  origins: 5,
  stride: null,
  budget: null,
  isPooled: false,
};

/** [steps] a positive monthly series with a trend and a season. */
function monthly(steps: number): Float64Array {
  return Float64Array.from({ length: steps }, (_, step) => (100 + step) * (1 + 0.2 * Math.sin((step * Math.PI) / 6)));
}

test("the full preset has exactly 526 methods for twelve years of months", () => {
  const plan = new SearchPlan(settings, [{ id: "a", values: monthly(144), usualSeasons: [12] }], forecasters, []);
  const methods = new Set<string>();
  for (let trial = plan.next(); trial !== null; trial = plan.next()) methods.add(trial.method);
  expect(methods.size).toBe(526);
  expect(plan.totals().total).toBe(526);
});
