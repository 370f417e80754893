import fc from "fast-check";
import { expect, test } from "vitest";
import { type BinRange, type BinSize, binSizes, type SeriesIntervals } from "#domain/availability";
import { dayMs, hourMs } from "#domain/series";
import { anySeries, startMs } from "./availability-fixtures.ts";
import { availabilityPart, binEdges, binSizeFor, binsOf, KnownAvailability } from "./index.ts";
import { countedByLoops, rowByLoops } from "./nested-loops-fixtures.ts";

/** Asks for what is missing, as a view does. @returns how many bins it asked for */
function show(
  known: KnownAvailability,
  series: readonly SeriesIntervals[],
  { size, range, rows }: { readonly size: BinSize; readonly range: BinRange; readonly rows: readonly number[] },
): number {
  const wanted = known.missing(size, range, rows);
  for (const part of wanted?.ranges ?? []) known.add(availabilityPart(series, size, part, wanted?.rows ?? []));
  return (wanted?.ranges ?? []).reduce((sum, { first, last }) => sum + last - first + 1, 0);
}

const move = fc.oneof(
  fc.record({ kind: fc.constant("pan" as const), share: fc.double({ min: -1.5, max: 1.5, noNaN: true }) }),
  fc.record({
    kind: fc.constant("zoom" as const),
    factor: fc.double({ min: 0.1, max: 8, noNaN: true }),
    at: fc.double({ min: 0, max: 1, noNaN: true }),
  }),
  fc.record({ kind: fc.constant("jump" as const), days: fc.integer({ min: -300, max: 2000 }) }),
  fc.record({ kind: fc.constant("scroll" as const), by: fc.integer({ min: -6, max: 6 }) }),
);

test("after any navigation, what was merged equals what is computed at once, and what nested loops count", () => {
  fc.assert(
    fc.property(
      fc.array(anySeries, { minLength: 1, maxLength: 10 }),
      fc.array(move, { minLength: 1, maxLength: 16 }),
      fc.integer({ min: 12, max: 90 }),
      fc.integer({ min: 300, max: 20_000 }),
      (series, moves, maxBins, limit) => {
        const known = new KnownAvailability(limit);
        let from = startMs;
        let length = 1500 * dayMs;
        let top = 0;
        for (const next of moves) {
          if (next.kind === "pan") from += next.share * length;
          else if (next.kind === "jump") from = startMs + next.days * dayMs;
          else if (next.kind === "scroll") top = Math.min(Math.max(0, top + next.by), series.length - 1);
          else {
            const zoomed = Math.min(Math.max(length * next.factor, 2 * hourMs), 4000 * dayMs);
            from += (length - zoomed) * next.at;
            length = zoomed;
          }
          const size = binSizeFor(from, from + length, maxBins);
          const range = binsOf(size, from, from + length);
          const rows = [...series.keys()].slice(top, top + 4);
          show(known, series, { size, range, rows });
          // A limit that the shown rows alone exceed drops some of them, which are then asked for again.
          const kept = rows.filter((row) => known.missing(size, range, [row]) === null);
          const edges = binEdges(size, range);
          const cold = availabilityPart(series, size, range, kept);
          expect(known.missing(size, range, [])).toBeNull();
          const merged = known.bins(size, range);
          expect(merged).toEqual(cold.bins);
          expect(merged).toEqual({ size, ...range, ...countedByLoops(series, edges) });
          expect(kept.map((row) => known.row(size, row, range))).toEqual(cold.rows);
          expect(cold.rows.map(({ presentMs, flags }) => ({ presentMs, flags }))).toEqual(
            kept.map((row) => rowByLoops(series[row] as SeriesIntervals, edges)),
          );
          expect(kept).toEqual(limit < 10_000 ? kept : rows);
        }
      },
    ),
    { numRuns: 150 },
  );
});

const one: SeriesIntervals = {
  from: 0,
  to: 400 * dayMs,
  data: Float64Array.of(0, 10 * dayMs, 12 * dayMs, 400 * dayMs),
  flagged: {},
};

test("asks for what is new alone", () => {
  const known = new KnownAvailability();
  const size = "day";
  const ask = (first: number, last: number, rows: readonly number[]) =>
    show(known, [one, one, one], { size, range: { first, last }, rows });
  expect(ask(0, 99, [0, 1])).toBe(100);
  expect(ask(10, 109, [0, 1])).toBe(10);
  expect(ask(0, 99, [0, 1])).toBe(0);
  // Both ends at once.
  expect(ask(-5, 119, [0, 1])).toBe(15);
  // A row that comes into sight.
  expect(known.missing(size, { first: 0, last: 9 }, [0, 1, 2])).toEqual({
    size,
    ranges: [{ first: 0, last: 9 }],
    rows: [2],
  });
});

test("what is not known is not a number, and no gap", () => {
  const known = new KnownAvailability();
  known.add(availabilityPart([one], "day", { first: 10, last: 12 }, [0]));
  expect([...known.bins("day", { first: 9, last: 13 }).withData]).toEqual([Number.NaN, 0, 0, 1, Number.NaN]);
  expect([...known.row("day", 0, { first: 9, last: 13 }).presentMs]).toEqual([Number.NaN, 0, 0, dayMs, Number.NaN]);
  expect([...known.row("day", 7, { first: 9, last: 10 }).presentMs]).toEqual([Number.NaN, Number.NaN]);
  expect([...known.bins("hour", { first: 0, last: 0 }).spanning]).toEqual([Number.NaN]);
});

test("asks for as few ranges as a request takes, and for what lies between the closest with them", () => {
  const known = new KnownAvailability();
  const runs: readonly BinRange[] = [0, 10, 12, 20, 35].map((first) => ({
    first,
    last: first < 12 ? first : first + 4,
  }));
  for (const run of runs) known.add(availabilityPart([one], "day", run, []));
  expect(known.missing("day", { first: -5, last: 50 }, [])?.ranges).toEqual([
    { first: -5, last: 11 },
    { first: 17, last: 19 },
    { first: 25, last: 34 },
    { first: 40, last: 50 },
  ]);
});

test("other sizes go first where there is too much", () => {
  const known = new KnownAvailability(1000);
  for (const size of binSizes.slice(0, 4)) known.add(availabilityPart([one], size, { first: 0, last: 79 }, []));
  const isKnown = (size: BinSize): boolean => known.missing(size, { first: 0, last: 79 }, []) === null;
  expect(binSizes.slice(0, 4).map(isKnown)).toEqual([false, true, true, true]);
});
