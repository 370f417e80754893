import { expect, test } from "vitest";
import { datasetOf, forecastOf, valuesOf } from "../../bridge/fixtures.ts";
import type { Shown } from "../../forecasts/index.ts";
import { type Drawn, type Picture, picturesOf } from "./drawn.ts";

function shownOf(factor = 1, origin = 0): Shown {
  const dataset = datasetOf("d", "a");
  const forecast = forecastOf({ dataset: "d", series: "a", model: "m", horizon: 6, origin });
  const values = valuesOf("a");
  return {
    ...{ dataset, series: dataset.series[0]! },
    values: { ...values, values: values.values.map((value) => value * factor) },
    forecast: {
      ...forecast,
      anchor: { ...forecast.anchor, value: forecast.anchor.value * factor },
      quantiles: forecast.quantiles.map((value) => (value + 40) * factor),
    },
  };
}

const drawn = (pictures: readonly Picture[]): readonly Drawn[] =>
  pictures.filter((one): one is Drawn => typeof one !== "string");

test("an own scale fits each panel, and a panel that waits has none", () => {
  const pictures = picturesOf([shownOf(), null, shownOf(100)], "own", "linear", true);
  expect(pictures[1]).toBe("none");
  const [small, large] = drawn(pictures).map(({ shape }) => shape.valueRange[1]);
  expect(large).toBeCloseTo(100 * (small ?? 0), 6);
});

test("one scale holds all that is there, and grows as more comes", () => {
  const shown = [shownOf(), shownOf(100)];
  const before = drawn(picturesOf([shown[0]!, null], "same", "linear", true));
  const after = drawn(picturesOf(shown, "same", "linear", true));
  expect(after.map(({ shape }) => shape.valueRange)).toEqual([after[0]?.shape.valueRange, after[0]?.shape.valueRange]);
  expect(after[0]?.shape.valueRange[1]).toBeGreaterThan(before[0]?.shape.valueRange[1] ?? Infinity);
});

test("indexed, series of any size look alike; one that ends below zero says that it can't be", () => {
  const [one, other, below] = picturesOf([shownOf(), shownOf(100), shownOf(-1)], "indexed", "linear", true);
  expect(below).toBe("not-indexable");
  const [first, second] = drawn([one ?? "none", other ?? "none"]);
  expect(first?.input.anchor.value).toBe(100);
  for (const [index, value] of Array.from(first?.input.quantiles ?? []).entries())
    expect(second?.input.quantiles[index]).toBeCloseTo(value, 4);
});

test("a picture stays the same object while nothing of it changes", () => {
  const shown = [shownOf(), shownOf(100)];
  for (const scale of ["own", "same", "indexed"] as const)
    expect(
      picturesOf(shown, scale, "linear", true).map(
        (one, index) => one === picturesOf(shown, scale, "linear", true)[index],
      ),
    ).toEqual([true, true]);
});

test("panels that end a little apart have one time axis, and those of other times their own", () => {
  const near = drawn(picturesOf([shownOf(), shownOf(1, -2)], "own", "linear", false)).map(
    ({ shape }) => shape.timeRange,
  );
  expect(near[0]).toEqual(near[1]);
  // Each with its own past up to where that axis begins.
  const starts = drawn(picturesOf([shownOf(), shownOf(1, -2)], "own", "linear", false)).map(
    ({ input }) => input.historyTimes[0],
  );
  expect(starts[0]).toBe(starts[1]);
  const own = drawn(picturesOf([shownOf(), shownOf(1, -2)], "own", "linear", true)).map(({ shape }) => shape.timeRange);
  expect(own[1]?.[1]).toBeLessThan(own[0]?.[1] ?? 0);
  const far = drawn(picturesOf([shownOf(), shownOf(1, -24)], "own", "linear", false)).map(
    ({ shape }) => shape.timeRange,
  );
  expect(far[1]?.[1]).toBeLessThan(far[0]?.[1] ?? 0);
});
