import { describe, expect, test } from "vitest";
import { defaultHorizon, formatFrequency, maxHorizonSteps, parseFrequency } from "./index.ts";
import { everyFrequency } from "./frequency-fixtures.ts";

const table: Readonly<Record<string, number>> = {
  year: 6,
  quarter: 8,
  month: 24,
  week: 8,
  day: 14,
  businessDay: 10,
  hour: 48,
  "30 minute": 96,
  "15 minute": 96,
  "10 minute": 72,
  "5 minute": 72,
  minute: 60,
  "30 second": 60,
  "10 second": 60,
  second: 60,
  // Steps of several units cover the same planning period.
  "2 month": 12,
  "3 month": 8,
  "12 month": 6,
  "2 quarter": 6,
  "2 week": 6,
  "7 day": 8,
  "24 hour": 14,
  "3 hour": 16,
  "7 minute": 51,
};

describe("the horizon where nobody asks for one", () => {
  test.each(Object.entries(table))("%s: %i steps", (frequency, steps) => {
    expect(defaultHorizon(parseFrequency(frequency))).toBe(steps);
  });

  test("is readable whatever the step", () => {
    for (const frequency of everyFrequency) {
      const steps = defaultHorizon(frequency);
      expect(Number.isInteger(steps) && steps >= 6 && steps <= 96, `${formatFrequency(frequency)}: ${steps}`).toBe(
        true,
      );
    }
  });

  test("never passes the model's own limit, nor anyone's", () => {
    for (const frequency of everyFrequency) {
      for (const limit of [1, 5, 24, 64]) expect(defaultHorizon(frequency, limit)).toBeLessThanOrEqual(limit);
      expect(defaultHorizon(frequency, 10_000)).toBeLessThanOrEqual(maxHorizonSteps);
    }
  });
});
