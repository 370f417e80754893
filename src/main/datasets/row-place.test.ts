import type { IngestedSeries } from "#domain/series";
import { expect, test } from "vitest";
import { placeOfRow } from "./row-place.ts";

const day = 86_400_000;
const series = (
  id: string,
  ...rows: readonly (readonly [row: number, fromStep: number, toStep: number])[]
): IngestedSeries => ({
  id,
  frequency: { unit: "day", count: 1 },
  times: Float64Array.from({ length: 10 }, (_, step) => step * day),
  values: new Float64Array(10),
  missing: 0,
  seasonLengths: [7],
  isNonNegative: true,
  flags: {
    steps: {},
    total: rows.length,
    spans: rows.map(([row, fromStep, toStep]) => ({ code: "filled", fromStep, toStep, row })),
  },
});

test("the series of the row's own column comes before any other", () => {
  const all = [series("sales", [5, 3, 3]), series("Berlin / price", [5, 4, 6], [9, 8, 8])];
  expect(placeOfRow(all, 5, "sales")).toEqual({ series: "sales", from: 3 * day, to: 3 * day });
  expect(placeOfRow(all, 5, "price")).toEqual({ series: "Berlin / price", from: 4 * day, to: 6 * day });
  expect(placeOfRow(all, 5, "note")?.series).toBe("sales");
  expect(placeOfRow(all, 9, "sales")?.series).toBe("Berlin / price");
  expect(placeOfRow(all, 7, "sales")).toBeNull();
});
