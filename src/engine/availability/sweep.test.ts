import fc from "fast-check";
import { expect, test } from "vitest";
import { binSizes } from "#domain/availability";
import { dayMs } from "#domain/series";
import { anySeries, startMs } from "./availability-fixtures.ts";
import { availabilityPart, binAt, binEdges, binStart, intervalsWithin, joinedParts } from "./index.ts";
import { countedByLoops, rowByLoops } from "./nested-loops-fixtures.ts";

test("the sweep counts what nested loops count, in every size of bins", () => {
  fc.assert(
    fc.property(
      fc.array(anySeries, { minLength: 1, maxLength: 12 }),
      fc.constantFrom(...binSizes),
      fc.integer({ min: -200, max: 2000 }),
      fc.integer({ min: 0, max: 300 }),
      (series, size, fromDays, more) => {
        const first = binAt(size, startMs + fromDays * dayMs);
        const range = { first, last: first + more };
        const edges = binEdges(size, range);
        const { bins, rows } = availabilityPart(series, size, range, [...series.keys()]);
        expect(bins).toEqual({ size, ...range, ...countedByLoops(series, edges) });
        expect(rows).toEqual(series.map((one, place) => ({ series: place, ...rowByLoops(one, edges) })));
      },
    ),
  );
});

test("a series with several stretches in a bin counts once there", () => {
  const first = binAt("day", 0);
  const data = Float64Array.of(1, 2, 3, 4, 10, dayMs + 5, dayMs + 7, dayMs + 8);
  const series = [{ from: 0, to: 3 * dayMs, data, flagged: { outlier: Float64Array.of(2, 3, 5, 6) } }];
  const { bins, rows } = availabilityPart(series, "day", { first, last: first + 2 }, [0]);
  expect([...bins.withData]).toEqual([1, 1, 0]);
  expect([...bins.spanning]).toEqual([1, 1, 1]);
  expect([...bins.presentMs]).toEqual([2 + dayMs - 10, 6, 0]);
  expect(bins.flagged).toEqual({ outlier: Float64Array.of(1, 0, 0) });
  expect(rows.map(({ flags }) => [...flags])).toEqual([[2, 0, 0]]);
});

test("a place that is no series' has no row", () => {
  expect(availabilityPart([], "day", { first: 0, last: 1 }, [3]).rows).toEqual([]);
});

test("some series and others, each with the intervals in sight alone, give what all give at once", () => {
  fc.assert(
    fc.property(
      fc.array(anySeries, { minLength: 1, maxLength: 10 }),
      fc.constantFrom(...binSizes),
      fc.integer({ min: -200, max: 2000 }),
      fc.integer({ min: 0, max: 100 }),
      fc.integer({ min: 1, max: 10 }),
      (series, size, fromDays, more, cut) => {
        const first = binAt(size, startMs + fromDays * dayMs);
        const range = { first, last: first + more };
        const [from, to] = [binStart(size, first), binStart(size, range.last + 1)];
        const near = series.map((one) => intervalsWithin(one, from, to));
        const parts = [near.slice(0, cut), near.slice(cut)].map((own) =>
          availabilityPart(own, size, range, [...own.keys()]),
        );
        const { bins, rows } = availabilityPart(series, size, range, [...series.keys()]);
        const joined = joinedParts(parts);
        expect(joined.bins).toEqual(bins);
        expect(joined.rows.map(({ presentMs, flags }) => ({ presentMs, flags }))).toEqual(
          rows.map(({ presentMs, flags }) => ({ presentMs, flags })),
        );
      },
    ),
  );
});

test("parts of other bins are not joined", () => {
  const part = (last: number) => availabilityPart([], "day", { first: 0, last }, []);
  expect(() => joinedParts([part(1), part(2)])).toThrow(RangeError);
  expect(() => joinedParts([])).toThrow(RangeError);
});
