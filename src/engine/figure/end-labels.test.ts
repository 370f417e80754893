import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { numberFormat } from "#engine/format";
import { endLabels } from "./end-labels.ts";
import type { FanShape } from "./fan-shape.ts";
import { edgeOf, mainShare } from "./intervals.ts";
import { valueScale } from "./value-scale.ts";

const format = numberFormat(0, 100_000);

function shapeOf(lower: number, median: number, upper: number): Parameters<typeof endLabels>[0] {
  const interval = { share: 0.8, label: "80\u00a0%", lower: [], upper: [], times: [] };
  return {
    median: [{ time: 0, value: median }],
    intervals: [{ ...interval, anchoredLower: [lower], anchoredUpper: [upper] }] as FanShape["intervals"],
    mainShare: 0.8,
    scale: valueScale("linear", [0, 100]),
  };
}

describe("numbers at the fan's end", () => {
  test("stand where their values are, the name of the range above them", () => {
    expect(endLabels(shapeOf(20, 50, 80), format, 200, 10).map(({ text, y }) => [text, Math.round(y)])).toEqual([
      ["80\u00a0%", 28],
      ["80", 40],
      ["50", 100],
      ["20", 160],
    ]);
  });

  test("never run into each other, wherever the values are", () => {
    const value = fc.double({ min: -50, max: 150, noNaN: true });
    fc.assert(
      fc.property(fc.tuple(value, value, value), fc.integer({ min: 10, max: 400 }), (values, height) => {
        const [lower = 0, median = 0, upper = 0] = values.toSorted((one, other) => one - other);
        const labels = endLabels(shapeOf(lower, median, upper), format, height, 10);
        expect(labels.some(({ kind }) => kind === "median")).toBe(true);
        labels.forEach(({ y }, index) => {
          expect(y - (labels[index - 1]?.y ?? -Infinity)).toBeGreaterThanOrEqual(12.2 - 1e-6);
        });
      }),
    );
  });

  test("leave the name out in a low picture, then the bounds", () => {
    const kinds = (height: number) => endLabels(shapeOf(20, 50, 80), format, height, 10).map(({ kind }) => kind);
    expect(kinds(40)).toEqual(["share", "bound", "median", "bound"]);
    expect(kinds(30)).toEqual(["bound", "median", "bound"]);
    expect(kinds(10)).toEqual(["median"]);
  });
});

test("the 80 % range, or the one nearest to it, has the firm edge; wider ones are dashed", () => {
  expect(mainShare([0.5, 0.8, 0.95])).toBe(0.8);
  expect(mainShare([0.6, 0.9])).toBe(0.9);
  expect(mainShare([])).toBeNull();
  expect([0.5, 0.8, 0.95].map((share) => edgeOf(share, [0.95, 0.8, 0.5]))).toEqual(["none", "solid", "dashed"]);
});
