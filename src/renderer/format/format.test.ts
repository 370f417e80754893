import { describe, expect, test } from "vitest";
import {
  formatBytes,
  formatDays,
  formatDuration,
  formatFrequency,
  formatMs,
  formatShare,
  formatSpan,
  formatTime,
  inWords,
  parseWallClock,
  plural,
  valueFormatter,
} from "./format.ts";
import { seriesOf } from "../bridge/fixtures.ts";

test.each([
  [0, "0 bytes"],
  [1, "1 byte"],
  [999, "999 bytes"],
  [1000, "1.0 kB"],
  [9949, "9.9 kB"],
  [9960, "10 kB"],
  [999_600, "1.0 MB"],
  [184e6, "184 MB"],
  [3.2e9, "3.2 GB"],
])("%d bytes are written %s", (bytes, text) => {
  expect(formatBytes(bytes)).toBe(text);
});

test.each([
  [10, "1 s"],
  [8400, "8 s"],
  [89_000, "89 s"],
  [150_000, "3 min"],
  [7_200_000, "2 h"],
  [2_592_000_000, "30 days"],
])("%d ms are written %s", (ms, text) => {
  expect(formatDuration(ms)).toBe(text);
});

test.each([
  [0, "0 ms"],
  [0.44, "0.4 ms"],
  [9.97, "10 ms"],
  [999.7, "1.0 s"],
  [3707, "3.7 s"],
  [71_000, "71 s"],
])("a measured time of %d ms is written %s", (ms, text) => {
  expect(formatMs(ms)).toBe(text);
});

test("counts carry their noun in the right number", () => {
  expect([plural(1, "row", "rows"), plural(1234, "row", "rows")]).toEqual(["1 row", "1,234 rows"]);
});

test("shares are whole per cents with a space that doesn't break", () => {
  expect(formatShare(13 / 14)).toBe("93\u00A0%");
});

test("frequencies are named as people do", () => {
  expect(formatFrequency({ unit: "month", count: 1 })).toBe("Monthly");
  expect(formatFrequency({ unit: "minute", count: 5 })).toBe("Every 5 minutes");
});

describe("times", () => {
  test("a zone in the text doesn't move the wall clock", () => {
    const expected = Date.UTC(2024, 2, 31, 2, 30);
    for (const text of ["2024-03-31T02:30:00", "2024-03-31T02:30:00Z", "2024-03-31T02:30:00+05:30"]) {
      expect(parseWallClock(text)).toBe(expected);
    }
    expect(parseWallClock("2024-03-31")).toBe(Date.UTC(2024, 2, 31));
  });

  test("are as fine as the frequency", () => {
    expect(formatTime(Date.UTC(1960, 11, 1), { unit: "month", count: 1 })).toBe("Dec 1960");
    expect(formatTime(Number.NaN, { unit: "month", count: 1 })).toBe("–");
    expect(formatSpan(seriesOf("a"))).toBe("Jan 2020 – Dec 2023");
  });

  test("leave the hour out of a long span", () => {
    const hourly = { ...seriesOf("a"), start: "2024-01-01T05:00:00", frequency: { unit: "hour", count: 1 } } as const;
    expect(formatDays({ ...hourly, end: "2024-03-01T04:00:00" })).toBe("1 Jan 2024 – 1 Mar 2024");
    expect(formatDays({ ...hourly, end: "2024-01-02T04:00:00" })).toBe("1 Jan 2024 05:00 – 2 Jan 2024 04:00");
    expect(formatDays(seriesOf("a"))).toBe("Jan 2020 – Dec 2023");
  });
});

test("one series, one number of decimals; gaps are skipped and written as a dash", () => {
  const format = valueFormatter(Float64Array.of(1, Number.NaN, 3));
  expect(format(2)).toBe(format(2.0000001));
  expect(format(2).length).toBe(format(1).length);
  expect(format(Number.NaN)).toBe("–");
  expect(valueFormatter(new Float64Array())(Number.NaN)).toBe("–");
});

test("names for programs become words", () => {
  expect([inWords("duplicate-timestamp"), inWords("closedSeries")]).toEqual(["Duplicate timestamp", "Closed series"]);
});
