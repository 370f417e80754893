import fc from "fast-check";
import { expect, test } from "vitest";
import { nearestPlaces } from "./nearest.ts";

const order = [10, 11, 12, 13, 14, 15, 16];

test("what is in sight comes first, then what is nearest to it", () => {
  expect(nearestPlaces({ order, from: 2, to: 4 }, () => true, 6, false)).toEqual([12, 13, 14, 11, 15, 10]);
  expect(nearestPlaces({ order, from: 2, to: 4 }, () => true, 6, true)).toEqual([12, 13]);
  expect(nearestPlaces({ order, from: 2, to: 4 }, (place) => place > 13, 1, false)).toEqual([14]);
});

test("each wanted place is found once, whatever is in sight", () => {
  const places = fc.uniqueArray(fc.nat(50), { maxLength: 30 });
  fc.assert(
    fc.property(places, fc.nat(40), fc.nat(40), (list, from, to) => {
      const isWanted = (place: number): boolean => place % 3 !== 0;
      const found = nearestPlaces({ order: list, from, to: Math.max(from, to) }, isWanted, 100, false);
      expect(found.toSorted((a, b) => a - b)).toEqual(list.filter(isWanted).toSorted((a, b) => a - b));
    }),
  );
});
