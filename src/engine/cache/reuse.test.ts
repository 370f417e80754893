import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { nonNegativeSteps } from "#engine/series";
import { ChunkLayout, equalRuns, ForecastStore, LayeredColumn, reusableSpans, type GridSeries } from "./index.ts";

const minContext = 8;
const shapeOf = (steps: number) => ({ valuesPerForecast: 2, originCount: steps - minContext + 1 });

function seriesOf(start: number, values: readonly number[]): GridSeries {
  return { times: Float64Array.from(values, (_, step) => (start + step) * 60_000), values: Float64Array.from(values) };
}

/** What a forecast is made of, as text: two forecasts are equal if and only if these are. */
function windowOf({ values }: GridSeries, origin: number, contextSteps: number): string {
  const end = values.length + origin;
  const isNonNegative = !values.subarray(0, end).some((one) => one < 0);
  const window = Array.from(values.subarray(Math.max(0, end - contextSteps), end));
  return [...Array<number>(contextSteps - window.length).fill(Number.NaN), ...window, isNonNegative]
    .map(String)
    .join(" ");
}

function reused(mine: GridSeries, theirs: GridSeries, contextSteps: number): Map<number, number> {
  const nonNegative = { mine: nonNegativeSteps(mine.values), theirs: nonNegativeSteps(theirs.values) };
  const spans = reusableSpans(
    equalRuns(mine, theirs),
    mine.values.length,
    theirs.values.length,
    contextSteps,
    nonNegative,
  );
  const pairs = new Map<number, number>();
  for (const { oldest, newest, delta } of spans) {
    for (let origin = oldest; origin <= newest; origin += 1) pairs.set(origin, origin + delta);
  }
  return pairs;
}

const value = fc.oneof(
  { weight: 24, arbitrary: fc.integer({ min: 0, max: 5 }) },
  { weight: 3, arbitrary: fc.constant(Number.NaN) },
  { weight: 1, arbitrary: fc.constant(-1) },
);

describe("reuse across files", () => {
  test("an appended file reuses every window of the old one", () => {
    const values = Array.from({ length: 100 }, (_, step) => step);
    const old = seriesOf(0, values);
    const appended = seriesOf(0, [...values, 100, 101, 102]);
    const pairs = reused(appended, old, 16);
    expect(pairs.size).toBe(100);
    expect(pairs.get(-3)).toBe(0);
    expect(pairs.get(-2)).toBeUndefined();
  });

  test("a file that starts later reuses the windows that don't reach back before its start", () => {
    const values = Array.from({ length: 100 }, (_, step) => step);
    const pairs = reused(seriesOf(40, values.slice(40)), seriesOf(0, values), 16);
    expect(Math.min(...pairs.keys())).toBe(-44);
    expect(pairs.size).toBe(45);
    expect([...pairs].every(([mine, theirs]) => mine === theirs)).toBe(true);
  });

  test("a revised value keeps what was before it and what no longer sees it", () => {
    const values = Array.from({ length: 100 }, (_, step) => step);
    const revised = [...values];
    revised[50] = 1;
    const pairs = reused(seriesOf(0, revised), seriesOf(0, values), 16);
    const seesIt = (origin: number) => origin >= 51 - 100 && origin <= 50 + 16 - 100;
    for (let origin = -99; origin <= 0; origin += 1) expect(pairs.has(origin)).toBe(!seesIt(origin));
  });

  test("a window from before a value below zero that only one of the files has is another one after it", () => {
    const values = Array.from({ length: 100 }, (_, step) => (step === 20 ? -1 : step));
    const pairs = reused(seriesOf(0, values), seriesOf(30, values.slice(30)), 16);
    expect(pairs.size).toBe(0);
    const late = values.map((one, step) => (step === 60 ? -2 : one));
    expect(Math.min(...reused(seriesOf(0, late), seriesOf(30, late.slice(30)), 16).keys())).toBe(61 - 100);
  });

  test("the same values at other times are other windows", () => {
    const values = Array.from({ length: 50 }, (_, step) => step);
    expect(reused(seriesOf(1000, values), seriesOf(0, values), 16).size).toBe(0);
    expect(reused(seriesOf(0.5, values), seriesOf(0, values), 16).size).toBe(0);
  });

  test("the same values at other steps are other windows, from the first step that lies elsewhere", () => {
    const values = new Array<number>(50).fill(7);
    const timesOf = (stepMs: (step: number) => number): GridSeries => ({
      times: Float64Array.from(values, (_, step) => stepMs(step)),
      values: Float64Array.from(values),
    });
    const origins = (one: GridSeries, other: GridSeries): number[] => [...reused(one, other, 16).keys()];
    const hourly = timesOf((step) => step * 3_600_000);
    for (const stepMs of [1_800_000, 7_200_000]) {
      expect(
        origins(
          hourly,
          timesOf((step) => step * stepMs),
        ),
      ).toEqual([-49]);
    }
    // From a Monday on days and business days are the same until the first Saturday.
    const daily = timesOf((step) => step * 86_400_000);
    const businessDays = timesOf((step) => (step + 2 * Math.floor(step / 5)) * 86_400_000);
    expect(origins(daily, businessDays)).toEqual([-49, -48, -47, -46, -45]);
  });

  test("over random cuts, revisions and gaps: a window is reused only if it is equal, and always if both reach back far enough", () => {
    fc.assert(
      fc.property(
        fc.array(value, { minLength: 30, maxLength: 80 }),
        fc.record({ myFrom: fc.nat(15), myTo: fc.nat(15), theirFrom: fc.nat(15), theirTo: fc.nat(15) }),
        fc.array(fc.nat(79), { maxLength: 3 }),
        fc.integer({ min: 1, max: 20 }),
        (values, cut, revisions, contextSteps) => {
          const revised = [...values];
          for (const at of revisions) if (at < revised.length) revised[at] = 99;
          const theirs = seriesOf(cut.theirFrom, values.slice(cut.theirFrom, values.length - cut.theirTo));
          const mine = seriesOf(cut.myFrom, revised.slice(cut.myFrom, revised.length - cut.myTo));
          const pairs = reused(mine, theirs, contextSteps);
          for (const [my, their] of pairs) {
            expect(windowOf(mine, my, contextSteps)).toBe(windowOf(theirs, their, contextSteps));
          }
          // Complete: an equal full context at the same time is never missed.
          const missed: number[] = [];
          for (let end = contextSteps; end <= mine.values.length; end += 1) {
            const my = end - mine.values.length;
            const their = end + cut.myFrom - cut.theirFrom - theirs.values.length;
            const theirEnd = theirs.values.length + their;
            if (theirEnd < contextSteps || their > 0) continue;
            const isEqual = windowOf(mine, my, contextSteps) === windowOf(theirs, their, contextSteps);
            if (isEqual && pairs.get(my) !== their) missed.push(my);
          }
          expect(missed).toEqual([]);
        },
      ),
      { numRuns: 300 },
    );
  });

  test("a layered column finds, walks and counts as if its layers were one", () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.integer({ min: -40, max: 0 })),
        fc.uniqueArray(fc.integer({ min: -40, max: 0 })),
        fc.array(fc.record({ a: fc.integer({ min: -40, max: 0 }), b: fc.integer({ min: -40, max: 0 }) }), {
          maxLength: 3,
        }),
        fc.integer({ min: -5, max: 5 }),
        fc.integer({ min: -40, max: 0 }),
        fc.integer({ min: -40, max: 0 }),
        (own, others, ranges, delta, from, to) => {
          const store = new ForecastStore({ maxBytes: 1e6, now: () => 0, layout: new ChunkLayout(8) });
          const shape = shapeOf(48);
          for (const origin of own) store.write("own", shape, origin, new Float32Array(2));
          for (const origin of others) store.write("other", shape, origin, new Float32Array(2));
          const sources = ranges.map(({ a, b }) => ({
            columnKey: "other",
            oldest: Math.max(Math.min(a, b), -40 - delta),
            newest: Math.min(Math.max(a, b), 0 - delta),
            delta,
          }));
          const column = new LayeredColumn(store, "own", sources);
          const isReused = (origin: number) =>
            others.includes(origin + delta) &&
            sources.some(({ oldest, newest }) => origin >= oldest && origin <= newest);
          const isKnown = (origin: number) => own.includes(origin) || isReused(origin);
          let missing: number | null = null;
          let count = 0;
          const step = from <= to ? 1 : -1;
          for (let at = from; step > 0 ? at <= to : at >= to; at += step) {
            if (!isKnown(at)) missing ??= at;
            if (!own.includes(at) && isReused(at)) count += 1;
            expect(column.find(at) !== null).toBe(isKnown(at));
          }
          expect(column.nextMissing(from, to)).toBe(missing === null ? null : missing + 0);
          expect(column.reusedCount(Math.min(from, to), Math.max(from, to))).toBe(count);
        },
      ),
      { numRuns: 400 },
    );
  });
});
