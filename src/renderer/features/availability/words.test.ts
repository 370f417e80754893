import { expect, test } from "vitest";
import { flagBit, type SeriesIntervals } from "#domain/availability";
import { dayMs, hourMs, minuteMs } from "#domain/series";
import { availabilityPart, overviewOf } from "#engine/availability";
import {
  binFlagsText,
  binText,
  cellText,
  figuresOf,
  flagsText,
  lengthText,
  presentText,
  shareText,
  sightText,
  stretchText,
} from "./words.ts";

const plain = (text: string): string => text.replaceAll("\u00A0", " ");
const start = Date.UTC(2024, 0, 1);
const day = (index: number): number => start + index * dayMs;

test("lengths are in the unit that people would take", () => {
  expect([90 * minuteMs, 45 * minuteMs, hourMs, dayMs, 2.5 * dayMs, 400 * dayMs, 1461 * dayMs].map(lengthText)).toEqual(
    ["1.5 hours", "45 minutes", "1 hour", "1 day", "2.5 days", "400 days", "4 years"],
  );
});

test("a share is complete or nothing only where it is", () => {
  expect([0, 0.0001, 0.004, 0.5, 0.994, 0.9999, 1].map(shareText).map(plain)).toEqual([
    "0 %",
    "0.1 %",
    "0.4 %",
    "50 %",
    "99 %",
    "99.9 %",
    "100 %",
  ]);
});

test("stretches end with the day that they hold, and with the minute where they end within one", () => {
  expect(stretchText({ from: day(0), to: day(3) })).toBe("1 Jan 2024 – 3 Jan 2024");
  expect(stretchText({ from: day(0), to: day(1) })).toBe("1 Jan 2024");
  expect(stretchText({ from: day(0), to: day(0) + hourMs })).toBe("1 Jan 2024 – 1 Jan 2024 01:00");
  expect(sightText({ from: day(0) + 1234, to: day(9) + 1234 })).toBe("1 Jan 2024 – 10 Jan 2024");
  expect(sightText({ from: day(0) + 1234, to: day(0) + 5 * hourMs + 1 })).toBe("1 Jan 2024 – 1 Jan 2024 05:15");
});

const one = (from: number, to: number, ...data: number[]): SeriesIntervals => ({
  from: day(from),
  to: day(to),
  data: Float64Array.from(data, day),
  flagged: {},
});

function figures(...series: readonly SeriesIntervals[]): Record<string, string> {
  const overview = { ...overviewOf(series), severalRows: 0, unlistedFlags: 0 };
  const names = series.map((_, index) => (series.length === 1 ? "" : `s${index}`));
  return Object.fromEntries(
    figuresOf(overview, names).map(({ id, value, detail }) => [id, plain(`${value}: ${detail ?? ""}`)]),
  );
}

test("the figures of several series say what each has and what all share", () => {
  expect(figures(one(0, 10, 0, 4, 6, 10), one(2, 12, 2, 12))).toEqual({
    span: "2 series: 1 Jan 2024 – 12 Jan 2024",
    present: "90 %: 1 gap",
    complete: "1 of 2: 50 %",
    gap: "2 days: s0, 5 Jan 2024 – 6 Jan 2024",
    shared: "8 days: 3 Jan 2024 – 10 Jan 2024",
  });
  expect(figures(one(0, 2, 0, 2), one(2, 4, 2, 4))).toMatchObject({
    present: "100 %: no gaps",
    complete: "2 of 2: every series",
    shared: "No time: at most 1 at once, 1 Jan 2024 – 2 Jan 2024",
  });
});

test("those of one series leave out what only several have", () => {
  expect(figures(one(0, 10, 0, 10))).toEqual({ span: "10 days: 1 Jan 2024 – 10 Jan 2024", present: "100 %: no gaps" });
});

test("a bin says who has data in it, and who is marked", () => {
  const bin = Math.floor(start / dayMs);
  const series: SeriesIntervals[] = [
    { ...one(0, 3, 0, 3), flagged: { outlier: Float64Array.of(day(1), day(2)) } },
    one(0, 3, 0, 1.5, 2, 3),
    one(0, 3, 0, 1, 2, 3),
  ];
  const { bins } = availabilityPart(series, "day", { first: bin, last: bin + 4 }, []);
  expect(plain(binText(bins, 1))).toBe("2 of 3 series with data, 50 % of values present");
  expect(binText(bins, 4)).toBe("No series");
  expect(binFlagsText(bins, 1)).toBe("outlier in 1");
  expect(binFlagsText(bins, 0)).toBe("");
});

test("marks and times of a cell are told in full", () => {
  expect(flagsText(flagBit("outlier") + flagBit("duplicate"))).toBe("outlier, combined rows");
  expect(flagsText(0)).toBe("");
  expect(presentText(29 * dayMs, 31 * dayMs, "month")).toBe("29 of 31 days");
  expect(presentText(1.5 * hourMs, 6 * hourMs, "6 hours")).toBe("1.5 of 6 hours");
  expect(presentText(0, hourMs, "hour")).toBe("0 of 60 minutes");
});

test("a cell is a share, a gap, or nothing", () => {
  const within = { from: 0, to: 4 * hourMs };
  expect(plain(cellText(hourMs, flagBit("filled"), within))).toBe("25 %, filled");
  expect(cellText(0, 0, within)).toBe("gap");
  expect(cellText(Number.NaN, 0, within)).toBe("\u2026");
  expect(cellText(0, 0, { from: 5, to: 5 })).toBe("");
});
