import { expect, test } from "vitest";
import { dayMs } from "#domain/series";
import { darkTokens, lightTokens } from "#engine/figure";
import { binnedHits, hitBins } from "./hits.ts";
import { type Brush, paintHistogram, paintHits, paintRow, paletteOf, shadeOf } from "./painting.ts";
import { timeScale } from "./timeline.ts";

const palette = paletteOf(lightTokens);
/** Ten days of ten pixels each. */
const drawn = { size: "day", bins: { first: 0, last: 9 } } as const;
const scale = timeScale({ from: 0, to: 10 * dayMs }, 100);

/** What was painted: [left, top, width, height, colour]. */
function painted(paint: (brush: Brush) => void): (string | number)[][] {
  const rectangles: (string | number)[][] = [];
  const brush: Brush = {
    fillStyle: "",
    clearRect: () => undefined,
    fillRect: (...rectangle) => void rectangles.push([...rectangle, brush.fillStyle as string]),
  };
  paint(brush);
  return rectangles;
}

test("a row shows how much is there, gaps as gaps, flags, and nothing beyond its ends", () => {
  const presentMs = Float64Array.from([0, 0, 1, 0.5, 0, Number.NaN, 1, 0, 0, 0], (share) => share * dayMs);
  const flags = Float64Array.of(0, 0, 0, 1, 0, 0, 0, 0, 0, 0);
  const span = { from: 1.5 * dayMs, to: 7 * dayMs };
  expect(painted((brush) => paintRow(brush, drawn, scale, 24, { presentMs, flags, span }, palette))).toEqual([
    // What is not known stays as it is here.
    [15, 2, 55, 20, palette.unknown],
    // It begins in the middle of the second day.
    [15, 11, 5, 2, palette.gap],
    [20, 2, 10, 20, palette.present.at(-1)],
    [30, 2, 10, 20, shadeOf(palette, 0.5)],
    [30, 19, 9, 3, palette.flag],
    [40, 11, 10, 2, palette.gap],
    [60, 2, 10, 20, palette.present.at(-1)],
  ]);
});

test("only what is complete has the last shade, and no two are alike", () => {
  expect(shadeOf(palette, 1)).toBe(palette.present.at(-1));
  expect(shadeOf(palette, 0.9999)).toBe(palette.present.at(-2));
  expect(shadeOf(palette, 1e-9)).toBe(palette.present[0]);
  for (const tokens of [lightTokens, darkTokens]) {
    const { present } = paletteOf(tokens);
    expect(new Set(present).size).toBe(present.length);
  }
});

test("the bars are those with data before those that there are", () => {
  const spanning = Float64Array.of(4, 4, 0, Number.NaN, 0, 0, 0, 0, 0, 0);
  const withData = Float64Array.of(4, 1, 0, Number.NaN, 0, 0, 0, 0, 0, 0);
  const full = palette.present.at(-1);
  expect(painted((brush) => paintHistogram(brush, drawn, scale, 80, { spanning, withData }, 4, palette))).toEqual([
    [0, 0, 9, 80, palette.spanning],
    [0, 0, 9, 80, full],
    [10, 0, 9, 80, palette.spanning],
    [10, 60, 9, 20, full],
  ]);
});

test("past forecasts are bars of what held, where there are any", () => {
  const past = {
    level: 0.8,
    times: Float64Array.of(0, dayMs / 2, 3 * dayMs, 99 * dayMs),
    hits: Float64Array.of(1, 0, 1, 1),
  };
  const binned = binnedHits(past, drawn);
  expect([...binned.steps]).toEqual([2, 0, 0, 1, 0, 0, 0, 0, 0, 0]);
  expect(painted((brush) => paintHits(brush, drawn, scale, 20, binned, palette))).toEqual([
    [0, 0, 9, 20, palette.miss],
    [0, 10, 9, 10, palette.hit],
    [30, 0, 9, 20, palette.miss],
    [30, 0, 9, 20, palette.hit],
  ]);
});

test("bins of past forecasts are never finer than the steps", () => {
  const range = { from: 0, to: 3 * dayMs };
  const sizeOf = (unit: "hour" | "day" | "month" | "businessDay") =>
    hitBins(range, "15 minutes", { unit, count: 1 }).size;
  expect(sizeOf("hour")).toBe("hour");
  expect(sizeOf("day")).toBe("day");
  expect(sizeOf("businessDay")).toBe("day");
  expect(sizeOf("month")).toBe("month");
  expect(hitBins(range, "year", { unit: "day", count: 1 }).size).toBe("year");
});
