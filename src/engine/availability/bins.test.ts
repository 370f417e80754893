import fc from "fast-check";
import { expect, test } from "vitest";
import { binSizes } from "#domain/availability";
import { binAt, binEdges, binSizeFor, binsOf, binStart } from "./index.ts";

const utc = (text: string): number => Date.parse(`${text}Z`);
const anyTime = fc.integer({ min: Date.UTC(1, 0, 1), max: Date.UTC(2400, 0, 1) });

test("a bin begins where the one before it ends, and holds the times in between", () => {
  fc.assert(
    fc.property(fc.constantFrom(...binSizes), anyTime, (size, ms) => {
      const bin = binAt(size, ms);
      expect(binStart(size, bin)).toBeLessThanOrEqual(ms);
      expect(binStart(size, bin + 1)).toBeGreaterThan(ms);
      expect(binAt(size, binStart(size, bin))).toBe(bin);
      expect(binAt(size, binStart(size, bin + 1))).toBe(bin + 1);
    }),
  );
});

test.each([
  ["15 minutes", "2024-02-29T13:44:59", "2024-02-29T13:30"],
  ["hour", "2024-02-29T13:44:59", "2024-02-29T13:00"],
  ["6 hours", "2024-02-29T13:44:59", "2024-02-29T12:00"],
  ["day", "2024-02-29T13:44:59", "2024-02-29T00:00"],
  // A Monday.
  ["week", "2024-02-29T13:44:59", "2024-02-26T00:00"],
  ["month", "2024-02-29T13:44:59", "2024-02-01T00:00"],
  ["quarter", "2024-02-29T13:44:59", "2024-01-01T00:00"],
  ["year", "1969-12-31T23:59:59", "1969-01-01T00:00"],
  ["decade", "1969-12-31T23:59:59", "1960-01-01T00:00"],
] as const)("a bin of %s begins where the calendar does", (size, ms, start) => {
  expect(binStart(size, binAt(size, utc(ms)))).toBe(utc(start));
});

test("a stretch touches the bin in which it begins, and not one at whose edge it ends", () => {
  const month = (text: string): number => binAt("month", utc(text));
  expect(binsOf("month", utc("2024-01-31T00:00"), utc("2024-03-01T00:00"))).toEqual({
    first: month("2024-01-31T00:00"),
    last: month("2024-02-01T00:00"),
  });
  expect(binsOf("month", utc("2024-03-01T00:00"), utc("2024-03-01T00:00"))).toEqual({
    first: month("2024-03-01T00:00"),
    last: month("2024-03-01T00:00"),
  });
  expect([...binEdges("month", { first: month("2024-01-01T00:00"), last: month("2024-02-01T00:00") })]).toEqual(
    ["2024-01-01T00:00", "2024-02-01T00:00", "2024-03-01T00:00"].map(utc),
  );
});

test("the size is the finest that has room", () => {
  fc.assert(
    fc.property(
      anyTime,
      fc.integer({ min: 1, max: 4e12 }),
      fc.integer({ min: 50, max: 2000 }),
      (from, length, most) => {
        const size = binSizeFor(from, from + length, most);
        const countOf = (one: (typeof binSizes)[number]): number => {
          const { first, last } = binsOf(one, from, from + length);
          return last - first + 1;
        };
        expect(countOf(size)).toBeLessThanOrEqual(most);
        for (const finer of binSizes.slice(0, binSizes.indexOf(size))) expect(countOf(finer)).toBeGreaterThan(most);
      },
    ),
  );
  expect(binSizeFor(Date.UTC(1, 0, 1), Date.UTC(2400, 0, 1), 10)).toBe("decade");
});
