import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  lastPlace,
  type MapScale,
  moved,
  originAt,
  pixelOf,
  placeAt,
  placeOf,
  placeOfOrigin,
  resized,
  scaled,
  timeAt,
} from "./map-scale.ts";

const months: MapScale = {
  times: Float64Array.from({ length: 24 }, (_, month) => Date.UTC(2020, month, 1)),
  horizon: 12,
  width: 700,
};

const scales = fc.record({
  times: fc
    .array(fc.integer({ min: 1, max: 1e9 }), { minLength: 2, maxLength: 40 })
    .map((steps) => Float64Array.from(steps, (_, index) => steps.slice(0, index + 1).reduce((a, b) => a + b, 0))),
  horizon: fc.integer({ min: 1, max: 60 }),
  width: fc.integer({ min: 1, max: 4000 }),
});
const share = fc.double({ min: 0, max: 1, noNaN: true });

describe("the map", () => {
  test("holds the history and the horizon beyond it", () => {
    expect(lastPlace(months)).toBe(35);
    expect([pixelOf(months, 0), pixelOf(months, 35)]).toEqual([0, 700]);
    expect(placeOfOrigin(months, -3)).toBe(20);
    expect(originAt(months, 20.4, -16)).toBe(-3);
    expect([originAt(months, 2, -16), originAt(months, 34, -16)]).toEqual([-16, 0]);
  });

  test("has time and place the one from the other, on the history and beyond it", () => {
    expect(placeAt(months, Date.UTC(2020, 5, 1))).toBe(5);
    expect(timeAt(months, 5)).toBe(Date.UTC(2020, 5, 1));
    fc.assert(
      fc.property(scales, fc.double({ min: -0.5, max: 1.5, noNaN: true }), (scale, at) => {
        const place = at * lastPlace(scale);
        expect(placeAt(scale, timeAt(scale, place))).toBeCloseTo(place, 3);
      }),
    );
  });

  test("has pixel and place the one from the other", () => {
    fc.assert(
      fc.property(scales, share, (scale, at) => {
        const pixel = at * scale.width;
        expect(pixelOf(scale, placeOf(scale, pixel))).toBeCloseTo(pixel, 6);
      }),
    );
  });
});

describe("the stretch in sight", () => {
  const stretches = fc.tuple(share, share).map(([a, b]) => ({ from: 100 * Math.min(a, b), to: 100 * Math.max(a, b) }));
  const by = fc.double({ min: -300, max: 300, noNaN: true });

  test("keeps its length and stays on the map while it is moved", () => {
    fc.assert(
      fc.property(stretches, by, (stretch, way) => {
        const { from, to } = moved(stretch, way, 100);
        expect(to - from).toBeCloseTo(stretch.to - stretch.from, 9);
        expect(from).toBeGreaterThanOrEqual(0);
        expect(to).toBeLessThanOrEqual(100 + 1e-9);
      }),
    );
    expect(moved({ from: 10, to: 30 }, 5, 100)).toEqual({ from: 15, to: 35 });
  });

  test("keeps the other edge while one is moved, and a least length", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 90 }),
        fc.constantFrom("from" as const, "to" as const),
        by,
        (start, edge, way) => {
          const stretch = { from: start, to: start + 8 };
          const { from, to } = resized(stretch, edge, way, 100, 4);
          expect(edge === "from" ? to : from).toBe(edge === "from" ? stretch.to : stretch.from);
          expect(to - from).toBeGreaterThanOrEqual(4);
          expect([from >= 0, to <= 100]).toEqual([true, true]);
        },
      ),
    );
  });

  test("grows and shrinks around its middle", () => {
    expect(scaled({ from: 40, to: 60 }, 0.5, 100, 4)).toEqual({ from: 45, to: 55 });
    expect(scaled({ from: 40, to: 60 }, 0.01, 100, 4)).toEqual({ from: 48, to: 52 });
    expect(scaled({ from: 0, to: 20 }, 2, 100, 4)).toEqual({ from: 0, to: 40 });
    expect(scaled({ from: 40, to: 60 }, 9, 100, 4)).toEqual({ from: 0, to: 100 });
  });
});
