import { expect, test } from "vitest";
import { formatHorizon, formatSteps, formatStepSpan, frequencyName, formatCalendarSpan, stepName } from "./steps.ts";

test("frequencies are named as people do", () => {
  expect(frequencyName({ unit: "month", count: 1 })).toBe("Monthly");
  expect(frequencyName({ unit: "minute", count: 5 })).toBe("Every 5 minutes");
});

test("stretches without a calendar name keep their unit", () => {
  expect(formatCalendarSpan(5, { unit: "month", count: 1 })).toBe("5 months");
  expect(formatCalendarSpan(12, { unit: "minute", count: 5 })).toBe("1 hour");
});

test("steps are counted in their unit, but those of several units as steps", () => {
  const month = { unit: "month", count: 1 } as const;
  const minutes = { unit: "minute", count: 5 } as const;
  expect([formatSteps(204, month), formatSteps(1, month), formatSteps(120, month, "past")]).toEqual([
    "204 months",
    "1 month",
    "120 past months",
  ]);
  expect([formatSteps(1000, minutes), stepName(minutes), stepName(month)]).toEqual(["1,000 steps", "step", "month"]);
  expect(formatStepSpan(12, minutes)).toBe("60 minutes");
});

test("a horizon names the length of steps that have no name", () => {
  expect(formatHorizon(24, { unit: "month", count: 1 })).toBe("24 months");
  expect(formatHorizon(1, { unit: "day", count: 1 })).toBe("1 day");
  expect(formatHorizon(5, { unit: "businessDay", count: 1 })).toBe("5 business days");
  expect(formatHorizon(48, { unit: "minute", count: 15 })).toBe("48 steps of 15 minutes");
});
