import { expect, test } from "vitest";
import type { RangeEvidence } from "#domain/score";
import { calibrationText, coverageText, skillText } from "./evidence.ts";

const range: RangeEvidence = {
  level: 0.8,
  coverage: 0.79,
  steps: 240,
  origins: 10,
  effectiveSteps: 60,
  margin: 0.1,
  verdict: "held",
};

test("coverage names what the range claims, what it contained, and whether that is enough", () => {
  const of = (verdict: RangeEvidence["verdict"]): string =>
    coverageText({ range: { ...range, verdict }, rangeAsModelled: null });
  expect(of("held")).toBe("In past forecasts the 80\u00A0% range contained 79\u00A0% of 240 values: as claimed");
  expect(of("too-narrow")).toMatch(/: too narrow$/);
  expect(of("too-wide")).toMatch(/: too wide$/);
  expect(of("too-few")).toMatch(/: too few to judge$/);
});

test("corrected ranges are compared with what they were", () => {
  expect(coverageText({ range, rangeAsModelled: { ...range, coverage: 0.66, verdict: "too-narrow" } })).toBe(
    "In past forecasts the 80\u00A0% range contained 79\u00A0% of 240 values (66\u00A0% as modelled): as claimed",
  );
});

test("skill is plain, also where there is none", () => {
  expect(skillText({ skill: 0.12, origins: 10 })).toBe(
    "error 12\u00A0% lower than repeating the last season, in 10 past forecasts",
  );
  expect(skillText({ skill: 0.004, origins: 10 })).toBe("error no lower than repeating the last season");
  expect(skillText({ skill: -0.3, origins: 10 })).toBe("error no lower than repeating the last season");
  expect(skillText({ skill: null, origins: 10 })).toBeNull();
});

test("corrected ranges name what they were corrected with", () => {
  const of = (steps: number, otherSeries: number): string =>
    calibrationText({ residuals: 10 * steps, steps, otherSeries }, { unit: "month", count: 1 });
  expect(of(0, 0)).toBe("Nothing to correct the ranges with yet");
  expect(of(120, 0)).toBe("Ranges corrected with 120 past months");
  expect(of(0, 1)).toBe("Ranges corrected with the past of 1 other series");
  expect(of(120, 3)).toBe("Ranges corrected with 120 past months and the past of 3 other series");
});
