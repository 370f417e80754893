import { describe, expect, test } from "vitest";
import { extent, follow, padded, restrained, steady, pinned } from "./chart-window.ts";

const times = Float64Array.of(0, 10, 20, 30);

describe("the period of the chart", () => {
  const limits = [0, 100] as const;
  test("begins at the end of the data", () => expect(follow(null, 30, [80, 100], limits)).toEqual([70, 100]));
  test("stays while what is needed is in sight", () =>
    expect(follow([70, 100], 30, [75, 90], limits)).toEqual([70, 100]));
  test("moves no further than it must", () => expect(follow([70, 100], 30, [65, 80], limits)).toEqual([65, 95]));
  test("never leaves the data", () => expect(follow([5, 35], 30, [-20, 5], limits)).toEqual([0, 30]));
  test("is as long as what it must hold", () =>
    expect(follow(null, 30, [40, 90], limits)).toEqual([50, 100].map((end) => end - 10)));
});

test("the values in a period, gaps left out", () => {
  const values = Float64Array.of(5, Number.NaN, -1, 9);
  expect(extent({ times, values }, [0, 25])).toEqual([-1, 5]);
  expect(extent({ times, values }, [11, 19])).toBeNull();
});

describe("the value axis", () => {
  test("starts at zero where the data nearly do", () => expect(padded([10, 100])[0]).toBe(0));
  test("leaves air elsewhere", () => expect(padded([90, 100])[0]).toBeLessThan(90));
  test("has a height even when the data have none", () => expect(padded([5, 5])).toEqual([4.5, 5.5]));
  test("grows at once", () => expect(steady([0, 10], [5, 50])[1]).toBeGreaterThan(50));
  test("doesn't shrink for a little", () => expect(steady([0, 100], [0, 80])).toEqual([0, 100]));
  test("shrinks when more than half is empty", () => expect(steady([0, 100], [0, 20])[1]).toBeLessThan(25));
  test("cuts off a fan that blows up", () => expect(restrained([0, 10], [-1e9, 1e9])).toEqual([-30, 40]));
});

describe("the value axis while only the origin changes", () => {
  test("stays where it is, however much smaller the forecast", () => {
    expect(pinned([0, 100], [40, 45])).toEqual([0, 100]);
  });
  test("grows where a line would leave the picture, and at that end only", () => {
    expect(pinned([0, 100], [40, 120])).toEqual([0, 120 + 80 * 0.06]);
  });
});

describe("a logarithmic value axis", () => {
  test("has air by factors, and never reaches zero", () => {
    const [low, high] = padded([10, 1000], "log");
    expect(low).toBeCloseTo(10 / 100 ** 0.06);
    expect(high).toBeCloseTo(1000 * 100 ** 0.06);
  });
  test("gives a range that reaches zero half of the history's height", () => {
    const [low, high] = restrained([10, 1000], [0, 2000], "log");
    expect(low).toBeCloseTo(1);
    expect(high).toBeCloseTo(2000);
    expect(restrained([10, 1000], [5, 1000], "log")[0]).toBeCloseTo(5);
  });
});

test("a symmetric value axis has air beyond both ends, below zero, too", () => {
  const [low, high] = padded([-100, 1000], "symmetric");
  expect(low).toBeLessThan(-100);
  expect(high).toBeGreaterThan(1000);
});
