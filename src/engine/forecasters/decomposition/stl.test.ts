import { describe, expect, test } from "vitest";
import { mstl, seasonalStrength, stl } from "./stl.ts";
import reference from "./stl-reference.json" with { type: "json" };

describe("seasonal-trend decomposition", () => {
  test.each(reference)("equals R's stl for $name, window $window", (given) => {
    const { seasonal, trend } = stl(Float64Array.from(given.values), given.season, given.window);
    const size = Math.max(...given.values.map(Math.abs));
    given.seasonal.forEach((value, at) => expect(Math.abs(value - (seasonal[at] ?? 0))).toBeLessThan(1e-8 * size));
    given.trend.forEach((value, at) => expect(Math.abs(value - (trend[at] ?? 0))).toBeLessThan(1e-8 * size));
  });

  test("tells two seasons apart", () => {
    const day = (at: number): number => 10 * Math.sin((2 * Math.PI * at) / 6);
    const week = (at: number): number => 4 * Math.cos((2 * Math.PI * at) / 42);
    const values = Float64Array.from({ length: 420 }, (_, at) => 100 + 0.05 * at + day(at) + week(at));
    const [short, long] = mstl(values, [42, 6]);
    expect([short?.season, long?.season]).toEqual([6, 42]);
    for (let at = 60; at < 360; at++) {
      expect(Math.abs((short?.component[at] ?? 0) - day(at))).toBeLessThan(0.5);
      expect(Math.abs((long?.component[at] ?? 0) - week(at))).toBeLessThan(0.5);
    }
  });

  test("leaves out seasons that the series has not seen twice", () => {
    expect(mstl(new Float64Array(50).fill(1), [12, 30, 1, 12]).map((component) => component.season)).toEqual([12]);
  });
});

// R 4.2.2, forecast 8.20: forecast:::seas.heuristic, by mstl with the jumps that stl has where nothing is said.
test.each([
  ["UKgas", 0.983095],
  ["nottem", 0.953424],
])("the season of %s is as strong as R says", (name, strength) => {
  const given = reference.find((one) => one.name === name);
  expect(seasonalStrength(Float64Array.from(given?.values ?? []), given?.season ?? 0)).toBeCloseTo(strength, 5);
});
