import { expect, test } from "vitest";
import { horizonWarning } from "./horizon-warning.ts";

const months = (steps: number, missing: readonly number[] = []) => ({
  values: Float64Array.from({ length: steps }, (_, step) => (missing.includes(step) ? Number.NaN : step)),
  frequency: { unit: "month", count: 1 } as const,
});

test("a horizon of more than half of the history is warned of, with what the history can carry", () => {
  expect(horizonWarning(months(36), 0, 24)).toEqual({
    code: "horizon-beyond-history",
    message:
      "24 months ahead is far for a history of 36 months: the past can't show how good such a forecast is; up to 18 months ahead it can.",
  });
  expect(horizonWarning(months(48), 0, 24)).toBeNull();
});

test("only observed steps up to the origin are history", () => {
  expect(horizonWarning(months(48), -1, 24)?.message).toContain("a history of 47 months");
  expect(horizonWarning(months(48, [3, 4]), 0, 24)?.message).toContain("a history of 46 months");
  expect(horizonWarning(months(1), 0, 24)?.message).toMatch(/a history of 1 month: .* forecast is\.$/);
});
