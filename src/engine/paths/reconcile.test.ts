import fc from "fast-check";
import { expect, test } from "vitest";
import { normalQuantile, randomFrom } from "#engine/numerics";
import { errorsOf, judgeReconciliation, reconciledShifts, reconciliationGain } from "./index.ts";

const hierarchy = { members: [[0, 1, 2]], series: 3 };
const steps = 4;

function normals(seed: number): () => number {
  const random = randomFrom(seed);
  return () => normalQuantile(random() * 0.999_998 + 1e-6);
}

/** Medians of a group and three series, each with errors of its own size. */
function pastOf(seed: number, origins: number, groupError: number, seriesError: number) {
  const normal = normals(seed);
  const series = [10, 20, 30].map((level) => Float64Array.from({ length: origins * steps }, () => level + normal()));
  const sum = (series[0] as Float64Array).map((_, at) => series.reduce((all, one) => all + (one[at] as number), 0));
  const actuals = [sum, ...series];
  // The group is forecast well by itself; its series all miss to the same side.
  const shared = Float64Array.from({ length: origins * steps }, () => normal());
  const medians = actuals.map((row, node) =>
    row.map((value, at) => value + (node === 0 ? groupError * normal() : seriesError * (shared[at] as number))),
  );
  return { origins, steps, medians, actuals, lag: 1 };
}

test("groups that are forecast better than their series make these better", () => {
  const judged = judgeReconciliation(hierarchy, pastOf(1, 40, 0.2, 2));
  expect(judged).toMatchObject({ isUsed: true, origins: 34 });
  expect(judged.change).toBeLessThan(-0.5);
});

test("groups that are forecast worse than their series change nothing", () => {
  const judged = judgeReconciliation(hierarchy, pastOf(2, 40, 20, 0.2));
  expect(judged.isUsed).toBe(false);
  expect(judged.change).toBeGreaterThan(-0.01);
});

test("a short past says nothing", () => {
  const judged = judgeReconciliation(hierarchy, pastOf(3, 8, 0.2, 2));
  expect(judged).toMatchObject({ isUsed: false, origins: 2 });
  expect(judged.change).toBeNaN();
});

test("what comes later changes no judgement of an earlier origin", () => {
  const past = pastOf(4, 20, 0.5, 1);
  const cut = (rows: readonly Float64Array[]) => rows.map((row) => row.slice(0, 15 * steps));
  const early = judgeReconciliation(hierarchy, {
    ...past,
    origins: 15,
    medians: cut(past.medians),
    actuals: cut(past.actuals),
  });
  const spoilt = past.actuals.map((row) => row.map((value, at) => (at < 15 * steps ? value : -500)));
  const later = judgeReconciliation(hierarchy, { ...past, origins: 15, actuals: spoilt });
  expect(later).toEqual(early);
});

test("where groups' forecasts are the sums of their series', nothing moves", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1000 }), (seed) => {
      const past = pastOf(seed, 12, 1, 1);
      const gain = reconciliationGain(hierarchy, errorsOf(past), steps);
      const medians = [[60, 60, 60, 60], ...[10, 20, 30].map((value) => new Array<number>(steps).fill(value))];
      for (const shifts of reconciledShifts(hierarchy, gain, medians, steps))
        for (const shift of shifts) expect(Math.abs(shift)).toBeLessThan(1e-9);
    }),
  );
});

test("with one group the series move together to between its forecast and their sum", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1000 }), fc.integer({ min: 1, max: 50 }), (seed, above) => {
      const normal = normals(seed);
      // Errors that have nothing to do with each other.
      const errors = Array.from({ length: 4 }, () => Float64Array.from({ length: 30 * steps }, () => normal()));
      const gain = reconciliationGain(hierarchy, errors, steps);
      const medians = [
        new Array<number>(steps).fill(60 + above),
        ...[10, 20, 30].map((value) => new Array<number>(steps).fill(value)),
      ];
      const shifts = reconciledShifts(hierarchy, gain, medians, steps);
      const moved = shifts.reduce((sum, one) => sum + (one[0] as number), 0) / above;
      // Four errors of one size: three quarters of the way.
      expect(moved).toBeGreaterThan(0.5);
      expect(moved).toBeLessThan(1);
    }),
  );
});

test("errors that do not fit the nodes are refused, those of groups that are alike change nothing", () => {
  expect(() => reconciliationGain(hierarchy, [new Float64Array(4)], 4)).toThrow("do not fit 4 nodes");
  const same = Float64Array.from({ length: 40 }, (_, at) => at % 3);
  const gain = reconciliationGain(
    {
      members: [
        [0, 1],
        [0, 1],
      ],
      series: 2,
    },
    [same, same, same, same],
    4,
  );
  expect(gain.every(Number.isFinite)).toBe(true);
});
