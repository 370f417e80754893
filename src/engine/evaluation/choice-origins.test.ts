import fc from "fast-check";
import { expect, test } from "vitest";
import { choiceOrigins } from "./choice-origins.ts";

test("a long history is looked at one horizon apart", () => {
  expect(choiceOrigins(1000, 24, 24)).toEqual({
    origins: [-192, -168, -144, -120, -96, -72, -48, -24],
    strideSteps: 24,
    originWeight: 1,
  });
});

test("a short one closer together, and each origin counts for less", () => {
  const { origins, strideSteps, originWeight } = choiceOrigins(40, 6, 8);
  expect([origins.length, origins[0], origins.at(-1), strideSteps]).toEqual([8, -27, -6, 3]);
  expect(originWeight).toBe(0.5);
});

test("a horizon of one step rests on more origins", () => {
  expect(choiceOrigins(1000, 1, 8).origins).toHaveLength(12);
});

test("every origin leaves a whole horizon after it and enough before it", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 400 }),
      fc.integer({ min: 1, max: 60 }),
      fc.integer({ min: 1, max: 30 }),
      (steps, horizon, least) => {
        const { origins, strideSteps } = choiceOrigins(steps, horizon, least);
        expect(strideSteps).toBeGreaterThanOrEqual(1);
        expect(strideSteps).toBeLessThanOrEqual(horizon);
        for (const origin of origins) {
          expect(origin).toBeLessThanOrEqual(-horizon);
          expect(steps + origin).toBeGreaterThanOrEqual(least);
        }
        expect(origins.length).toBeGreaterThanOrEqual(steps >= least + horizon ? 1 : 0);
      },
    ),
  );
});
