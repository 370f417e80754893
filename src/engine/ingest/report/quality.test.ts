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
      '"load" lacks 5 steps in 3 places; the longest, 3 steps, begins at 1970-01-03 02:00:00.',
    ]);
    expect(said(wave(50), noteGaps)).toEqual([]);
  });

  test("a single spike is flagged and kept", () => {
    const values = wave(300);
    values[100] = 5000;
    expect(said(values, noteOutliers)).toEqual([
      '"load" has one value far from its neighbours: 1970-01-05 04:00:00 (5000). It was kept.',
    ]);
    expect(values[100]).toBe(5000);
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
