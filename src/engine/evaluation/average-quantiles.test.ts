import fc from "fast-check";
import { expect, test } from "vitest";
import { normalQuantile } from "#engine/numerics";
import { pinball } from "#engine/metrics";
import { averageQuantiles } from "./average-quantiles.ts";

const levels = [0.1, 0.25, 0.5, 0.75, 0.9];

function normal(mean: number, deviation: number, own: readonly number[] = levels) {
  return {
    levels: own,
    horizon: 1,
    values: Float32Array.from(own, (level) => mean + deviation * normalQuantile(level)),
  };
}

test("normal distributions average to the one with the mean location and the mean width", () => {
  const mixed = averageQuantiles(
    [
      { weight: 3, table: normal(10, 1) },
      { weight: 1, table: normal(30, 5) },
    ],
    levels,
    false,
  );
  const expected = normal(15, 2).values;
  mixed.forEach((value, index) => expect(value).toBeCloseTo(expected[index] ?? Number.NaN, 4));
});

test("a member with other levels is read between them", () => {
  const coarse = normal(0, 1, [0.1, 0.5, 0.9]);
  const mixed = averageQuantiles(
    [
      { weight: 1, table: normal(0, 1) },
      { weight: 1, table: coarse },
    ],
    levels,
    false,
  );
  mixed.forEach((value, index) => expect(value).toBeCloseTo(normal(0, 1).values[index] ?? Number.NaN, 5));
});

test("one member alone stays as it is, to the bit", () => {
  const table = { levels, horizon: 2, values: Float32Array.from([0.1, 3, 0.2, 4, 0.3, 5, 0.7, 6, 0.9, 7]) };
  expect(averageQuantiles([{ weight: 0.3, table }], levels, true)).toEqual(table.values);
});

test("averages rise with the level, and never lose more than their members do on average", () => {
  const row = fc
    .array(fc.float({ min: -100, max: 100, noNaN: true }), { minLength: 5, maxLength: 5 })
    .map((values) => Float32Array.from(values).sort());
  fc.assert(
    fc.property(
      row,
      row,
      fc.double({ min: 0.01, max: 0.99, noNaN: true }),
      fc.double({ min: -150, max: 150, noNaN: true }),
      (one, other, weight, actual) => {
        const tables = [one, other].map((values) => ({ levels, horizon: 1, values }));
        const mixed = averageQuantiles(
          tables.map((table, index) => ({ weight: index === 0 ? weight : 1 - weight, table })),
          levels,
          false,
        );
        const lossOf = (values: Float32Array): number =>
          levels.reduce((sum, level, index) => sum + pinball(level, values[index] ?? 0, actual), 0);
        mixed.forEach((value, index) =>
          expect(value).toBeGreaterThanOrEqual(mixed[index - 1] ?? Number.NEGATIVE_INFINITY),
        );
        expect(lossOf(mixed)).toBeLessThanOrEqual(weight * lossOf(one) + (1 - weight) * lossOf(other) + 1e-3);
      },
    ),
  );
});

test("refuses forecasts of different horizons, and weights that add up to nothing", () => {
  const long = { levels, horizon: 2, values: new Float32Array(10) };
  expect(() =>
    averageQuantiles(
      [
        { weight: 1, table: normal(0, 1) },
        { weight: 1, table: long },
      ],
      levels,
      false,
    ),
  ).toThrow("one horizon");
  expect(() => averageQuantiles([{ weight: 0, table: normal(0, 1) }], levels, false)).toThrow("weights");
  expect(() => averageQuantiles([], levels, false)).toThrow("weights");
});
