import { expect, test } from "vitest";
import { createChartSurface } from "./chart-surface.ts";

test("a tool goes when it is taken away, and stays when another has taken its place", () => {
  const surface = createChartSurface();
  const [one, other] = [{ hint: "one" }, { hint: "other" }];
  const takeOne = surface.setTool(one);
  const takeOther = surface.setTool(other);
  takeOne();
  expect(surface.store.getState().tool).toBe(other);
  takeOther();
  expect(surface.store.getState().tool).toBeNull();
});

test("marks of one owner take the place of its earlier ones alone", () => {
  const surface = createChartSurface();
  const mark = (text: string) => ({ kind: "holiday" as const, from: 0, to: 0, text });
  surface.setMarks("a", [mark("1")]);
  surface.setMarks("b", [mark("2")]);
  surface.setMarks("a", [mark("3")]);
  expect(Object.values(surface.store.getState().marks).flat()).toEqual([mark("3"), mark("2")]);
});
