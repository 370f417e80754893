import { expect, test } from "vitest";
import { defaultForecastLimits, forecastLimits, memoryBudget } from "./forecast-limits.ts";

const inMemory = (limits: ReturnType<typeof forecastLimits>): number =>
  limits.forecastBytes + limits.closedSeriesBytes + limits.queryBytes;

test("without settings a machine gets its defaults", () => {
  expect(forecastLimits(16e9, {})).toEqual(defaultForecastLimits(16e9));
  expect(forecastLimits(16e9, { diskBytes: undefined })).toEqual(defaultForecastLimits(16e9));
});

test("settings replace what they name and nothing else", () => {
  const { diskBytes, ...rest } = forecastLimits(16e9, { diskBytes: 5e9 });
  const { diskBytes: usual, ...usualRest } = defaultForecastLimits(16e9);
  expect([diskBytes, usual]).toEqual([5e9, 1e9]);
  expect(rest).toEqual(usualRest);
});

test("what a settings file asks for ends at half of the machine's memory", () => {
  const limits = forecastLimits(8e9, { forecastBytes: 64e9, queryBytes: 1e9 });
  expect(inMemory(limits)).toBeLessThanOrEqual(4e9);
  expect(inMemory(limits)).toBeGreaterThan(3.9e9);
  expect(limits.forecastBytes / limits.queryBytes).toBeCloseTo(64, 3);
});

test("the smallest machine's defaults leave it half of its memory", () => {
  expect(inMemory(forecastLimits(256e6, {}))).toBeLessThanOrEqual(128e6);
});

test("one budget for all memory is shared as the defaults are, within half of the machine's", () => {
  const usual = forecastLimits(16e9, {});
  const half = forecastLimits(16e9, { memoryBytes: memoryBudget(usual) / 2 });
  expect(memoryBudget(half) / memoryBudget(usual)).toBeCloseTo(0.5, 6);
  expect(half.forecastBytes / usual.forecastBytes).toBeCloseTo(0.5, 6);
  expect(memoryBudget(forecastLimits(16e9, { memoryBytes: 4e9 }))).toBeCloseTo(4e9, -1);
  expect(memoryBudget(forecastLimits(16e9, { memoryBytes: 1e12 }))).toBeLessThanOrEqual(8e9);
});
