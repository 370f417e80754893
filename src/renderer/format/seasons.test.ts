import { expect, test } from "vitest";
import { seasonBefore } from "./seasons.ts";

test("the season before is named as people do", () => {
  const of = (
    steps: number,
    unit: "year" | "quarter" | "month" | "week" | "day" | "hour" | "minute",
    count = 1,
  ): string => seasonBefore(steps, { unit, count });
  expect([of(12, "month"), of(4, "quarter"), of(52, "week"), of(7, "day"), of(168, "hour")]).toEqual([
    "last year",
    "last year",
    "last year",
    "last week",
    "last week",
  ]);
  expect([of(24, "hour"), of(96, "minute", 15)]).toEqual(["the day before", "the day before"]);
  expect([of(13, "week"), of(5, "hour")]).toEqual(["the 13 weeks before", "the 5 hours before"]);
  expect([of(1, "year"), of(1, "minute", 5)]).toEqual(["the last year", "the last step"]);
});
