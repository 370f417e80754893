import { expect, test } from "vitest";
import { calibrationText, coverageText } from "./evidence.ts";

test("coverage names what the range claims and what it contained", () => {
  expect(coverageText({ coverage: { "0.5": 0.5, "0.8": 0.79, "0.95": 0.95 }, steps: 240 })).toBe(
    "In past forecasts the 80\u00A0% range contained 79\u00A0% of 240 values",
  );
});

test("corrected ranges name what they were corrected with", () => {
  const of = (steps: number, otherSeries: number): string =>
    calibrationText({ residuals: 10 * steps, steps, otherSeries }, { unit: "month", count: 1 });
  expect(of(0, 0)).toBe("Nothing to correct the ranges with yet");
  expect(of(120, 0)).toBe("Ranges corrected with 120 past months");
  expect(of(0, 1)).toBe("Ranges corrected with the past of 1 other series");
  expect(of(120, 3)).toBe("Ranges corrected with 120 past months and the past of 3 other series");
});
