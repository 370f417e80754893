import fc from "fast-check";
import { expect, test } from "vitest";
import { dayMs, type Frequency } from "#domain/series";
import { formatTime } from "#renderer/format";
import { typedDate } from "./typed-date.ts";

const iso = (text: string, order: Parameters<typeof typedDate>[1] = null): string | null => {
  const time = typedDate(text, order);
  return time === null ? null : new Date(time).toISOString().slice(0, 19).replace("T00:00:00", "");
};

test.each([
  ["1957", "1957-01-01"],
  ["Mar 1957", "1957-03-01"],
  ["march 1957", "1957-03-01"],
  ["1957 mar", "1957-03-01"],
  ["15 Mar 1957", "1957-03-15"],
  ["March 15th, 1957", "1957-03-15"],
  ["Q3 2021", "2021-07-01"],
  ["2021-Q3", "2021-07-01"],
  ["1957-03", "1957-03-01"],
  ["3/1957", "1957-03-01"],
  ["1957-03-15", "1957-03-15"],
  ["19570315", "1957-03-15"],
  ["15.3.1957", "1957-03-15"],
  ["3/15/1957", "1957-03-15"],
  ["4/3/1957", "1957-03-04"],
  ["  5 Jan 2024 13:45 ", "2024-01-05T13:45:00"],
  ["2024-01-05T13:45:10Z", "2024-01-05T13:45:10"],
])("%s is %s", (text, date) => {
  expect(iso(text)).toBe(date);
});

test("a file with months first has them first", () => {
  expect(iso("4/3/1957", "month-first")).toBe("1957-04-03");
  expect(iso("14/3/1957", "month-first")).toBe("1957-03-14");
  expect(iso("1957/4/3", "month-first")).toBe("1957-04-03");
});

test.each([
  "",
  "soon",
  "Mar",
  "15 Mar",
  "32 Mar 1957",
  "30 Feb 2024",
  "13/13/2024",
  "Q5 2021",
  "1957-03-15 25:00",
  "1 2 3 1957",
])("%s is no date", (text) => {
  expect(typedDate(text, null)).toBeNull();
});

test("every date that the window writes is understood, as fine as it is written", () => {
  const times = fc.integer({ min: Date.UTC(1800, 0, 1) / 1000, max: Date.UTC(2200, 0, 1) / 1000 });
  const units: readonly Frequency["unit"][] = ["second", "minute", "hour", "day", "week", "month", "quarter", "year"];
  fc.assert(
    fc.property(times, fc.constantFrom(...units), (seconds, unit) => {
      const written = formatTime(seconds * 1000, { unit, count: 1 });
      const read = typedDate(written, null) ?? Number.NaN;
      expect(formatTime(read, { unit, count: 1 })).toBe(written);
      expect(read).toBeLessThanOrEqual(seconds * 1000);
    }),
  );
});

test("whatever is typed, it is a date or none", () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 24 }), (text) => {
      const time = typedDate(text, "day-first");
      expect(time === null || (Number.isFinite(time) && time % 1000 === 0 && Math.abs(time) < 1e7 * dayMs)).toBe(true);
    }),
  );
});
