import fc from "fast-check";
import { expect, test } from "vitest";
import { placedNames, roomForNames } from "./end-names.ts";

const area = { width: 100, height: 200 };

test("a name stands at the height of its line's end, and others beside it", () => {
  const names = [
    { text: "Strike", value: 50, look: 1 },
    { text: "Base", value: 50, look: 0 },
    { text: "Far", value: 90, look: 2 },
    { text: "Nothing", value: Number.NaN, look: 3 },
  ];
  const placed = placedNames(names, [0, 100], area, 10);
  expect(placed.map(({ text, shift }) => [text, shift])).toEqual([
    ["Strike", -6.5],
    ["Base", 6.5],
    ["Far", 0],
  ]);
});

test("names never cover each other and never leave the picture, however many there are", () => {
  fc.assert(
    fc.property(fc.array(fc.double({ min: 0, max: 100, noNaN: true }), { minLength: 1, maxLength: 30 }), (values) => {
      const placed = placedNames(
        values.map((value, look) => ({ text: `Scenario ${look}`, value, look })),
        [0, 100],
        area,
        10,
      );
      expect(placed.length).toBe(Math.min(values.length, 15));
      const middles = placed.map(({ value, shift }) => 2 * value + shift);
      middles.forEach((middle, index) => {
        expect(middle).toBeGreaterThanOrEqual(6.5 - 1e-9);
        expect(middle).toBeLessThanOrEqual(area.height - 6.5 + 1e-9);
        expect(middle - (middles[index - 1] ?? -Infinity)).toBeGreaterThan(13 - 1e-6);
      });
    }),
  );
});

test("long names take no more than a part of the picture, and are cut", () => {
  const text = "A scenario with a very long name indeed";
  expect(roomForNames([text], 300, 10)).toBe(90);
  expect(placedNames([{ text, value: 1, look: 0 }], [0, 2], { width: 90, height: 50 }, 10)[0]?.text).toMatch(/…$/);
});
