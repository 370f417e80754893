import { expect, test } from "vitest";
import { classicCroston } from "./croston-classic.ts";

// R 4.2.2, forecast 8.20: croston(c(0, 2, 0, 0, 5, 1, 0, 0, 0, 4, 0))$mean
test("has the mean of R's croston", () => {
  const { parameters } = classicCroston.fit([0, 2, 0, 0, 5, 1, 0, 0, 0, 4, 0], 1);
  expect(Number(parameters["size"]) * Number(parameters["probability"])).toBeCloseTo(1.073938841, 6);
});

test("measures each value against the ratio of the rates before it", () => {
  const { residuals, parameters } = classicCroston.fit([0, 0, 6, 0, 0, 6, 3, 0], 1);
  expect([...residuals.slice(0, 4)]).toEqual([-2, -2, 4, -2]);
  expect(residuals[7]).toBeCloseTo(-Number(parameters["size"]) / Number(parameters["interval"]), 12);
});

test("gives nothing up to the share of idle steps, and the smoothed size's share of past ones above", () => {
  const values = Float64Array.from({ length: 40 }, (_, at) => (at % 4 === 3 ? 8 : 0));
  expect([...classicCroston.fit(values, 1).predict(1, [0.5, 0.74, 0.76, 0.9])]).toEqual([0, 0, 8, 8]);
});
