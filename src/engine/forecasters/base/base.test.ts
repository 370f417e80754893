import { expect, test } from "vitest";
import { fillGaps, recent, residualsOf } from "./gaps.ts";
import { normalTable } from "./normal-table.ts";

test("gaps are filled by straight lines, and steps missing at the end are counted", () => {
  const { values, trailingSteps } = fillGaps([Number.NaN, 1, Number.NaN, Number.NaN, 4, Number.NaN]);
  expect([...values]).toEqual([1, 2, 3, 4]);
  expect(trailingSteps).toBe(1);
});

test("a long series is cut to its last stretch, and keeps enough seasons", () => {
  expect(
    recent(
      Float64Array.from({ length: 5000 }, (_, index) => index),
      1,
    )[0],
  ).toBe(5000 - 1024);
  expect(recent(new Float64Array(20_000), 1440)).toHaveLength(8 * 1440);
  expect(recent([1, 2], 12)).toEqual(Float64Array.of(1, 2));
});

test("residuals stand at the end of the series, and not where nothing was observed", () => {
  const given = [Number.NaN, 1, Number.NaN, 3, 4, Number.NaN];
  const { trailingSteps } = fillGaps(given);
  const nan = Number.NaN;
  expect([...residualsOf(given, trailingSteps, Float64Array.of(7, 8, 9))]).toEqual([nan, nan, nan, 8, 9, nan]);
});

test("a table of normal quantiles has a row for each level", () => {
  const table = normalTable([10, 20], [1, 2], [0.025, 0.5]);
  expect([...table]).toEqual([10 - 1.959963984540054, 20 - 2 * 1.959963984540054, 10, 20].map(Math.fround));
});
