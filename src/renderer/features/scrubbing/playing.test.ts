import { expect, test } from "vitest";
import { nextSpeed, playedFrom, playEveryMs, playStart } from "./playing.ts";

test("the past is played to its end, from where one is or from the left edge of the chart", () => {
  expect([playedFrom(-2), playedFrom(-1), playedFrom(0)]).toEqual([-1, 0, null]);
  expect(playStart(-7, -100, -40)).toBe(-7);
  expect(playStart(0, -100, -40)).toBe(-40);
  expect(playStart(0, -30, -40)).toBe(-30);
  expect(playStart(0, -30, 5)).toBe(-1);
});

test("speeds follow each other in a circle, and less motion is a picture a second", () => {
  expect([nextSpeed(2), nextSpeed(6), nextSpeed(15)]).toEqual([6, 15, 2]);
  expect([playEveryMs(2, false), playEveryMs(15, true), playEveryMs(2, true)]).toEqual([500, 1000, 1000]);
});
