import { describe, expect, it } from "vitest";
import { withoutMissing } from "./missing-values.ts";

const { NaN: gap } = Number;
// Two windows of five steps: a short history with a gap, and nothing at all.
const windows = Float32Array.of(gap, gap, 3, gap, 5, gap, gap, gap, gap, gap);

describe("withoutMissing", () => {
  it("leaves windows alone for a model that takes NaN", () => {
    expect(withoutMissing(windows, { contextSteps: 5 })).toBe(windows);
  });

  it("carries the last value forward and the first one back, within each window", () => {
    expect([...withoutMissing(windows, { contextSteps: 5, missing: "last" })]).toEqual([3, 3, 3, 3, 5, 0, 0, 0, 0, 0]);
  });

  it("puts zeros", () => {
    expect([...withoutMissing(windows, { contextSteps: 5, missing: "zero" })]).toEqual([0, 0, 3, 0, 5, 0, 0, 0, 0, 0]);
  });

  it("changes no number of the caller's", () => {
    withoutMissing(windows, { contextSteps: 5, missing: "last" });
    expect(windows[0]).toBeNaN();
  });
});
