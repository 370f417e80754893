import { expect, test } from "vitest";
import type { FlagSpan, SeriesFlags } from "#domain/series";
import { countedFlags, describeFlag, flaggedSteps, flagsAt } from "./flags.ts";

const flagsOf = (...spans: readonly FlagSpan[]): SeriesFlags => ({ steps: {}, total: spans.length, spans: [...spans] });
const span = (code: FlagSpan["code"], fromStep: number, toStep = fromStep, more: Partial<FlagSpan> = {}): FlagSpan => ({
  code,
  fromStep,
  toStep,
  ...more,
});

test("what is said about a step, of every code, in the legend's order", () => {
  const flags = flagsOf(
    span("snapped", 0, 9),
    span("filled", 3, 5),
    span("outlier", 4),
    span("missing", 4),
    span("filled", 8),
  );
  const codes = (step: number) => flagsAt(flags, step).map(({ code }) => code);
  expect([2, 3, 4, 5, 6, 8, 10].map(codes)).toEqual([
    ["snapped"],
    ["filled", "snapped"],
    ["outlier", "filled", "snapped"],
    ["filled", "snapped"],
    ["snapped"],
    ["filled", "snapped"],
    [],
  ]);
});

test("a flag says its row and what became of the cell at its first step, and what it means at the others", () => {
  const filled = span("filled", 3, 5, { row: 1204 });
  expect(describeFlag(filled, 3, String)).toBe("interpolated, not observed; row 1204");
  expect(describeFlag(filled, 4, String)).toBe("interpolated, not observed");
  expect(describeFlag(span("out-of-range", 3, 3, { row: 7, from: "High", to: "400" }), 3, String)).toBe(
    "High → 400; row 7",
  );
});

test("badges leave out what every jittering sensor has", () => {
  expect(flaggedSteps({ outlier: 2, filled: 3, snapped: 5000, missing: 9 })).toBe(5);
  expect(countedFlags({ filled: 3, outlier: 2 }, String)).toBe("2 × outlier, 3 × filled");
});
