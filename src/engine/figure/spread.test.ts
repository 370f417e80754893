import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { spread } from "./spread.ts";

const labels = fc
  .array(fc.record({ at: fc.double({ min: -50, max: 350, noNaN: true }), size: fc.integer({ min: 4, max: 20 }) }), {
    maxLength: 12,
  })
  .map((list) => list.sort((one, other) => one.at - other.at));

describe("labels along a line", () => {
  test("never overlap, never leave the room, and keep their order", () => {
    fc.assert(
      fc.property(labels, (list) => {
        const places = spread(list, [0, 300]);
        if (places === null) throw new Error("They have room.");
        places.forEach((place, index) => {
          const { size = 0 } = list[index] ?? {};
          expect(place - size / 2).toBeGreaterThanOrEqual(-1e-6);
          expect(place + size / 2).toBeLessThanOrEqual(300 + 1e-6);
          const apart = place - (places[index - 1] ?? -Infinity);
          expect(apart).toBeGreaterThanOrEqual((size + (list[index - 1]?.size ?? 0)) / 2 - 1e-6);
        });
      }),
    );
  });

  test("that are far apart stay where they are", () => {
    expect(
      spread(
        [20, 100, 200].map((at) => ({ at, size: 15 })),
        [0, 300],
      ),
    ).toEqual([20, 100, 200]);
  });

  test("push each other by their weight", () => {
    const [light, heavy] = spread(
      [
        { at: 100, size: 20, weight: 1 },
        { at: 100, size: 20, weight: 9 },
      ],
      [0, 300],
    ) ?? [0, 0];
    expect(light).toBeCloseTo(82);
    expect(heavy).toBeCloseTo(102);
  });

  test("have no places where there is no room", () => {
    expect(
      spread(
        [1, 2, 3].map((at) => ({ at, size: 20 })),
        [0, 50],
      ),
    ).toBeNull();
    expect(spread([], [0, 0])).toEqual([]);
  });
});
