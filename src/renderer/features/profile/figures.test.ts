import { expect, test } from "vitest";
import { valuesOf } from "../../bridge/fixtures.ts";
import { decompositionFigure, pairFigure } from "./figures.ts";
import { profileOf } from "./fixtures.ts";

const month = { unit: "month", count: 1 } as const;
const values = valuesOf("a", 24);
const flat = new Float64Array(24);
const decomposition = {
  series: "a",
  firstStep: 0,
  trend: flat,
  seasons: [{ length: 12, values: flat }],
  remainder: flat,
};
const eventful = profileOf("a", {
  changepoints: { list: [{ step: 5, kind: "level", before: 1, after: 2 }], penalty: 1, noise: 1 },
  anomalies: {
    list: [
      { step: 20, value: 99, expected: 20, score: 9, kind: "high" },
      { step: 3, value: -9, expected: 3, score: 6, kind: "low" },
    ],
    total: 2,
    threshold: 4,
  },
});

test("each part has a panel of its own below the values, and changes go through all", () => {
  const figure = decompositionFigure(values, decomposition, eventful, month, String);
  expect(figure.panels?.map(({ title }) => title)).toEqual(["Trend", "12 months", "Remainder"]);
  expect(figure.traces.map(({ panel }) => panel ?? 0)).toEqual([0, 0, 1, 2, 3]);
  expect(figure.moments).toEqual([values.times[5]]);
  expect(figure.traces[1]).toMatchObject({ x: [values.times[3], values.times[20]], y: [-9, 99] });
});

test("until it is taken apart the values are there alone", () => {
  const figure = decompositionFigure(values, null, profileOf("a"), month, String);
  expect(figure.panels).toEqual([]);
  expect(figure.traces).toHaveLength(1);
});

test("of a pair the one that follows is moved back, and both have the same size", () => {
  const { traces } = pairFigure(
    values,
    { ...values, series: "b", values: values.values.map((v) => 100 * v) },
    2,
    month,
  );
  const [first, second] = traces;
  expect(second).toMatchObject({ name: "b, 2 months earlier" });
  expect(second?.x.slice(2)).toEqual([...values.times.slice(0, -2)]);
  expect(second?.x.every((time, at, all) => at === 0 || Number(time) > Number(all[at - 1]))).toBe(true);
  const size = (trace: (typeof traces)[number] | undefined) =>
    trace?.kind === "line" ? Math.max(...Array.from(trace.y)) : Number.NaN;
  expect(size(second)).toBeCloseTo(size(first), 12);
});
