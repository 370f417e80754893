import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { EngineError } from "#domain/errors";
import { rollingOrigins, splitAt } from "./rolling-origins.ts";

describe("rolling origins", () => {
  test("are the last ones with a whole horizon after them, earliest first", () => {
    expect(rollingOrigins({ steps: 100, horizonSteps: 12, count: 3, minContextSteps: 24 })).toEqual([-36, -24, -12]);
    expect(rollingOrigins({ steps: 100, horizonSteps: 12, count: 3, strideSteps: 1, minContextSteps: 24 })).toEqual([
      -14, -13, -12,
    ]);
  });

  test("never leave less context than asked for, nor reach past the end", () => {
    const small = fc.integer({ min: 1, max: 60 });
    fc.assert(
      fc.property(small, small, small, small, small, (steps, horizonSteps, count, strideSteps, minContextSteps) => {
        const origins = rollingOrigins({ steps, horizonSteps, count, strideSteps, minContextSteps });
        expect(origins.length).toBeLessThanOrEqual(count);
        for (const origin of origins) {
          const { context, actuals } = splitAt(new Float64Array(steps), origin, horizonSteps);
          expect(context.length).toBeGreaterThanOrEqual(minContextSteps);
          expect(actuals).toHaveLength(horizonSteps);
        }
      }),
    );
  });

  test("hide the steps after them and share no copy", () => {
    const { context, actuals } = splitAt(Float64Array.of(1, 2, 3, 4, 5), -2, 10);
    expect([...context]).toEqual([1, 2, 3]);
    expect([...actuals]).toEqual([4, 5]);
    expect(() => splitAt(Float64Array.of(1, 2), -2, 1)).toThrow(EngineError);
    expect(() => splitAt(Float64Array.of(1, 2), 1, 1)).toThrow(EngineError);
  });
});
