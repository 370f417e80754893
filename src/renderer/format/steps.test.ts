import { expect, test } from "vitest";
import { formatFrequency, formatSteps, formatStretch, madeForText, nameOfStretch, stepName } from "./steps.ts";

test("frequencies are named as people do", () => {
  expect(formatFrequency({ unit: "month", count: 1 })).toBe("Monthly");
  expect(formatFrequency({ unit: "minute", count: 5 })).toBe("Every 5 minutes");
});

test("stretches without a calendar name keep their unit", () => {
  expect(nameOfStretch(5, { unit: "month", count: 1 })).toBe("5 months");
  expect(nameOfStretch(12, { unit: "minute", count: 5 })).toBe("1 hour");
});

test("what it was made for is said as people do", () => {
  expect(madeForText("any")).toBeNull();
  expect(madeForText(["5 minute"])).toBe("Made for steps of 5 minutes");
  expect(madeForText(["month", "1 quarter", "15 minute"])).toBe("Made for steps of 1 month, 1 quarter, 15 minutes");
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
  expect(formatStretch(12, minutes)).toBe("60 minutes");
});
