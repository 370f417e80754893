import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { dayMs, hourMs } from "#domain/series";
import { binAt } from "#engine/availability";
import { binName, ticksOf, timeScale } from "./timeline.ts";

const utc = (text: string): number => Date.parse(`${text}Z`);

test("places and times are each other's opposite", () => {
  const scale = timeScale({ from: 1000, to: 5000 }, 800);
  expect(scale.xOf(1000)).toBe(0);
  expect(scale.xOf(5000)).toBe(800);
  expect(scale.timeAt(scale.xOf(2345))).toBeCloseTo(2345, 9);
});

describe("ticks", () => {
  test("have room, ascend and lie in sight, whatever is in sight", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: Date.UTC(1, 0, 1), max: Date.UTC(2200, 0, 1) }),
        fc.integer({ min: hourMs, max: 1000 * 365 * dayMs }),
        fc.integer({ min: 300, max: 3000 }),
        (from, length, width) => {
          const range = { from, to: from + length };
          const places = ticksOf(range, width, 80).map(({ ms }) => timeScale(range, width).xOf(ms));
          expect(places.every((x) => x >= 0 && x <= width)).toBe(true);
          // Months are of different length.
          expect(places.every((x, index) => index === 0 || x - (places[index - 1] ?? 0) > 50)).toBe(true);
        },
      ),
    );
  });

  test.each([
    [
      "2024-02-28T20:00",
      "2024-02-29T04:00",
      ["20:00", "21:00", "22:00", "23:00", "29 Feb", "01:00", "02:00", "03:00", "04:00"],
    ],
    ["2024-02-26T12:00", "2024-03-04T12:00", ["27 Feb", "28 Feb", "29 Feb", "1 Mar", "2 Mar", "3 Mar", "4 Mar"]],
    ["2023-10-10T00:00", "2024-03-20T00:00", ["Nov", "Dec", "2024", "Feb", "Mar"]],
    ["2019-06-01T00:00", "2024-06-01T00:00", ["2020", "2021", "2022", "2023", "2024"]],
  ])("from %s to %s say what their neighbours need", (from, to, labels) => {
    expect(ticksOf({ from: utc(from), to: utc(to) }, 800, 84).map(({ label }) => label)).toEqual(labels);
  });
});

test.each([
  ["15 minutes", "29 Feb 2024, 13:30–13:45"],
  ["6 hours", "29 Feb 2024, 12:00–18:00"],
  ["day", "29 Feb 2024"],
  ["week", "Week of 26 Feb 2024"],
  ["month", "Feb 2024"],
  ["quarter", "Q1 2024"],
  ["year", "2024"],
  ["decade", "2020–2029"],
] as const)("a bin of %s is called %s", (size, name) => {
  expect(binName(size, binAt(size, utc("2024-02-29T13:40")))).toBe(name);
});
