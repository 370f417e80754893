import { expect, test } from "vitest";
import type { PastErrors } from "#domain/score";
import { errorStrip, holdOf } from "./error-strip.ts";

const { NaN: none } = Number;
const pastOf = (errors: readonly number[], inside: readonly number[]): PastErrors => ({
  level: 0.8,
  oldest: -errors.length,
  errors: Float64Array.from(errors),
  inside: Float64Array.from(inside),
  byStep: {
    forecasts: 0,
    errors: new Float64Array(),
    repeated: new Float64Array(),
    outside: new Float64Array(),
  },
  hasMore: false,
});
const scaleOf = (steps: number, width: number) => ({ times: new Float64Array(steps), horizon: 1, width });
const bars = (path: string): number => path.split("z").length - 1;

test("a range held where it contained what it claims, and missed where it contained less than half", () => {
  expect([1, 0.8, 0.79, 0.5, 0.49, 0].map((share) => holdOf(share, 0.8))).toEqual([
    "held",
    "held",
    "partly",
    "partly",
    "missed",
    "missed",
  ]);
});

test("each past forecast has a bar where there is room, as high as its error, and the unknown ones have none", () => {
  const strip = errorStrip(pastOf([4, none, 2, 1], [1, none, 0.6, 0]), scaleOf(6, 60), 10);
  expect(bars(strip.known)).toBe(3);
  // Places 1, 3 and 4 of 6 steps of 10 pixels: a bar around each.
  expect(strip.bars).toEqual({
    held: "M5.0 10v-10.0h9.00v10.0z",
    partly: "M25.0 10v-5.0h9.00v5.0z",
    missed: "M35.0 10v-2.5h9.00v2.5z",
    unsaid: "",
  });
});

test("where there is none a column has the worst error and the mean share of its forecasts", () => {
  const strip = errorStrip(pastOf([1, 4, 2, 2], [1, 0, 1, 1]), scaleOf(6, 6), 10);
  expect([bars(strip.bars.partly), bars(strip.bars.held)]).toEqual([1, 1]);
  expect(strip.bars.partly).toContain("v-10.0h2.00");
  expect(strip.bars.held).toContain("v-5.0h2.00");
});

test("an error of nothing is seen, and so is one whose range is not known", () => {
  const strip = errorStrip(pastOf([0, 5], [1, none]), scaleOf(4, 40), 10);
  expect(strip.bars.held).toContain("v-1.5");
  expect(bars(strip.bars.unsaid)).toBe(1);
});
