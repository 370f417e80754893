import { expect, test } from "vitest";
import { dayMs } from "#domain/series";
import { suggestOutliers } from "./index.ts";

function suggested(values: readonly number[]) {
  const times = Float64Array.from(values, (_, step) => step * dayMs);
  return suggestOutliers({ id: "s", frequency: { unit: "day", count: 1 }, times, values: Float64Array.from(values) });
}

const noise = (step: number): number => Math.sin(step * 12.9898) % 1;
const week = (count: number): number[] =>
  Array.from({ length: count }, (_, step) => (step % 7 === 6 ? 50 : 10) + noise(step));

test("a value far from its neighbours is suggested with what would be expected there, the furthest first", () => {
  const values = Array.from({ length: 100 }, (_, step) => 10 + noise(step));
  values[30] = 40;
  values[60] = -90;
  const { suggestions, total } = suggested(values);
  expect(total).toBe(2);
  expect(suggestions.map(({ time }) => time / dayMs)).toEqual([60, 30]);
  expect(suggestions[0]?.value).toBe(-90);
  expect(Math.abs((suggestions[0]?.expected ?? 0) - 10)).toBeLessThan(1.5);
  expect(suggestions[0]?.score).toBeLessThan(-6);
});

test("what comes every season is none, and what lacks in one season is", () => {
  expect(suggested(week(140)).suggestions.map(({ time }) => time / dayMs)).toEqual([]);
  const dip = week(140);
  dip[69] = -30;
  expect(suggested(dip).suggestions.map(({ time }) => time / dayMs)).toEqual([69]);
});

test("nothing is suggested of a constant, of few values, of missing ones", () => {
  expect(suggested(Array.from({ length: 50 }, () => 3))).toEqual({ suggestions: [], total: 0 });
  expect(suggested([1, 2, 900, 3])).toEqual({ suggestions: [], total: 0 });
  expect(suggested(Array.from({ length: 50 }, () => Number.NaN))).toEqual({ suggestions: [], total: 0 });
});
