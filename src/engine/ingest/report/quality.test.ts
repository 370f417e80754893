import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { noteGaps, noteOutliers } from "./quality.ts";
import { RepairLog } from "./repair-log.ts";

const hourly = (length: number): Float64Array => Float64Array.from({ length }, (_, i) => i * 3_600_000);
const wave = (length: number): Float64Array =>
  Float64Array.from({ length }, (_, i) => Math.sin(i / 4) * 10 + ((i * 7919) % 10));

function said(values: Float64Array, note: typeof noteGaps): string[] {
  const log = new RepairLog();
  note(log, "load", hourly(values.length), values);
  return log.warnings().map(({ message }) => message);
}

describe("quality notes", () => {
  test("gaps are counted and the longest is named", () => {
    const values = wave(200);
    for (const step of [10, 50, 51, 52, 120]) values[step] = Number.NaN;
    expect(said(values, noteGaps)).toEqual([
      '5 steps of "load" are missing in 3 places; the longest gap, 3 steps, begins at 1970-01-03 02:00:00.',
    ]);
    expect(said(wave(50), noteGaps)).toEqual([]);
  });

  test("a single spike is flagged and kept", () => {
    const values = wave(300);
    values[100] = 5000;
    expect(said(values, noteOutliers)).toEqual([
      '"load" has 1 value far from its neighbours: 1970-01-05 04:00:00 (5000). It was kept.',
    ]);
    expect(values[100]).toBe(5000);
  });

  const steps = (values: Float64Array, lags: readonly number[] = []): readonly number[] =>
    noteOutliers(new RepairLog(), "load", hourly(values.length), values, lags);
  const noise = fc.integer({ min: 1, max: 2 ** 30 }).map((seed) => (index: number): number => {
    const mixed = Math.imul((index + 1) ^ seed, 0x9e3779b1);
    return ((mixed ^ (mixed >>> 15)) >>> 0) / 2 ** 32;
  });

  test("a spike of thousands among whole numbers that repeat each other is found, wherever it stands", () => {
    fc.assert(
      fc.property(noise, fc.nat(199), fc.constantFrom(1, 2, 5), (random, at, spread) => {
        const values = Float64Array.from({ length: 200 }, (_, index) => 20 + Math.floor(random(index) * spread));
        values[at] = 2240;
        expect(steps(values)).toEqual([at]);
      }),
    );
  });

  test("beside gaps, and among peaks of its own kind, it is found, too", () => {
    const values = wave(1000);
    for (let step = 5; step < 1000; step += 37) values[step] = 300 + step;
    values[500] = 1e6;
    values[499] = Number.NaN;
    values[501] = Number.NaN;
    expect(steps(values)).toEqual([500]);
  });

  test("peaks that come with the season are ordinary, however high, and the one that does not is found", () => {
    fc.assert(
      fc.property(
        noise,
        fc.integer({ min: 3, max: 11 }),
        fc.double({ min: 2, max: 500, noNaN: true }),
        (random, at, height) => {
          const values = Float64Array.from(
            { length: 144 },
            (_, index) => 100 + random(index) * 10 + (index % 12 === at ? height * (8 + random(index)) : 0),
          );
          expect(steps(values, [12])).toEqual([]);
          values[60 + at - 2] = 100 + 40 * height * 10;
          expect(steps(values, [12])).toEqual([60 + at - 2]);
        },
      ),
    );
  });

  test("walks and shifts of the level have none", () => {
    fc.assert(
      fc.property(noise, fc.integer({ min: 10, max: 290 }), (random, shift) => {
        let level = 0;
        const values = Float64Array.from({ length: 300 }, (_, index) => {
          level += random(index) + random(index + 1000) - 1 + (index === shift ? 200 : 0);
          return level;
        });
        expect(steps(values)).toEqual([]);
      }),
    );
  });

  test("prices have peaks, and no outliers", () => {
    const values = Float64Array.from({ length: 5000 }, (_, index) => {
      const share = (((index * 7919) % 4999) + 1) / 5000;
      return 40 + 5 / share;
    });
    expect(steps(values)).toEqual([]);
  });

  test("rare demand, flat lines, level shifts and clean waves have no outliers", () => {
    expect(
      said(
        Float64Array.from({ length: 300 }, (_, i) => (i % 9 === 0 ? 40 : 0)),
        noteOutliers,
      ),
    ).toEqual([]);
    expect(said(new Float64Array(300).fill(3), noteOutliers)).toEqual([]);
    expect(
      said(
        wave(300).map((value, i) => (i > 150 ? value + 500 : value)),
        noteOutliers,
      ),
    ).toEqual([]);
    expect(said(wave(300), noteOutliers)).toEqual([]);
  });
});
