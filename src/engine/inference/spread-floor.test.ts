import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { spreadFloors } from "./spread-floor.ts";

const spreads = fc.array(fc.double({ min: 0, max: 100, noNaN: true }), { minLength: 1, maxLength: 40 });

describe("the least spread of a block", () => {
  test("is the last one where spreads only grew", () => {
    fc.assert(
      fc.property(spreads, spreads, (before, block) => {
        const grown = before.toSorted((left, right) => left - right);
        const last = grown.at(-1) ?? 0;
        for (const floor of spreadFloors(grown, block)) expect(floor).toBeCloseTo(last, 9);
      }),
    );
  });

  test("leaves a pattern alone that goes on, in whatever phase", () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0, max: 10, noNaN: true }), { minLength: 2, maxLength: 7 }),
        fc.integer({ min: 28, max: 40 }),
        (season, steps) => {
          const at = (step: number): number => season[step % season.length] as number;
          const before = Array.from({ length: steps }, (_, step) => at(step));
          const block = Array.from({ length: steps }, (_, step) => at(steps + step));
          const floors = spreadFloors(before, block);
          for (const [step, spread] of block.entries()) expect(floors[step]).toBeLessThanOrEqual(spread / 0.97 + 1e-9);
        },
      ),
    );
  });

  test("lifts a pattern that has shrunk, and its nights no higher than its nights were", () => {
    const night = (step: number): boolean => step % 24 < 12;
    const before = Array.from({ length: 64 }, (_, step) => (night(step) ? 0 : 10));
    const block = Array.from({ length: 64 }, (_, step) => (night(64 + step) ? 0 : 2));
    const floors = spreadFloors(before, block);
    for (let step = 0; step < 64; step += 1) expect(night(64 + step) && (floors[step] ?? 0) > 0, `${step}`).toBe(false);
    expect(floors.filter((floor) => floor === 10).length).toBeGreaterThan(10);
  });

  test("is never more than the largest spread before", () => {
    fc.assert(
      fc.property(spreads, spreads, (before, block) => {
        const most = Math.max(...before);
        for (const floor of spreadFloors(before, block)) expect(floor).toBeLessThanOrEqual(most + 1e-9);
      }),
    );
  });
});
