import fc from "fast-check";
import { expect, test } from "vitest";
import { CancelledError } from "#domain/errors";
import { type Cost, lineCost, meanCost, pelt } from "./pelt.ts";

/** The least of all segmentations, without dropping any candidate. */
function leastOf(cost: Cost, penalty: number, shortest: number): number {
  const least = Array.from({ length: cost.count + 1 }, () => Number.POSITIVE_INFINITY);
  least[0] = -penalty;
  for (let to = shortest; to <= cost.count; to++)
    for (let from = 0; from <= to - shortest; from++)
      least[to] = Math.min(least[to] ?? 0, (least[from] ?? 0) + cost.of(from, to) + penalty);
  return least[cost.count] ?? Number.NaN;
}

const values = fc.array(fc.integer({ min: -20, max: 20 }), { minLength: 8, maxLength: 60 });

test.each([
  ["one mean", meanCost],
  ["a line", lineCost],
])("no segmentation into stretches of %s costs less", (_, costOf) => {
  fc.assert(
    fc.property(values, fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 300 }), (list, shortest, penalty) => {
      const cost = costOf(Float64Array.from(list));
      const changes = pelt(cost, penalty, shortest);
      const edges = [0, ...changes, list.length];
      const lengths = edges.slice(1).map((to, index) => to - (edges[index] ?? 0));
      expect(Math.min(...lengths)).toBeGreaterThanOrEqual(shortest);
      const total = lengths.reduce((sum, _length, index) => sum + cost.of(edges[index] ?? 0, edges[index + 1] ?? 0), 0);
      expect(total + penalty * changes.length).toBeCloseTo(leastOf(cost, penalty, shortest), 6);
    }),
  );
});

test("a cancelled search ends", () => {
  expect(() => pelt(meanCost(new Float64Array(1000)), 1, 2, { aborted: true })).toThrow(CancelledError);
});
