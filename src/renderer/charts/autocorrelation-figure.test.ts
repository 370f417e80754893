import { expect, test } from "vitest";
import { autocorrelationFigure } from "./autocorrelation-figure.ts";

test("correlations beyond the limits stand out, on an axis that is even about zero", () => {
  const figure = autocorrelationFigure({ values: [0.6, -0.1, -0.5], limit: 0.4 });
  expect(figure.limits).toEqual([-0.4, 0, 0.4]);
  const [band, bars] = figure.traces;
  expect(band).toMatchObject({ lower: [-0.4, -0.4], upper: [0.4, 0.4] });
  expect(bars).toMatchObject({ x: [1, 2, 3], isMarked: [true, false, true] });
  const [low = 0, high = 0] = figure.y.range ?? [];
  expect(low).toBe(-high);
  expect(high).toBeGreaterThan(0.6);
});
