/** Arbitrary adjustments, for property tests. */
import fc from "fast-check";
import { type AdjustmentChange, type AdjustmentEdit, adjustmentShapes, rangeRules } from "./adjustment.ts";

/** Without a negative zero, which is written as zero. */
const amount = fc
  .oneof(fc.integer({ min: -1000, max: 1000 }), fc.double({ noNaN: true, min: -1e6, max: 1e6 }))
  .map((value) => value + 0);
const factor = fc.double({ noNaN: true, min: 0, max: 10 }).map((value) => value + 0);

export const arbitraryChange: fc.Arbitrary<AdjustmentChange> = fc.oneof(
  amount.map((value): AdjustmentChange => ({ kind: "set", value })),
  amount.map((added): AdjustmentChange => ({ kind: "add", amount: added })),
  factor.map((times): AdjustmentChange => ({ kind: "multiply", factor: times })),
);

const dayMs = 86_400_000;

/** Of days since 1970, the first of them 0. */
export function arbitraryAdjustment(steps: number, series: readonly string[] = ["a"]): fc.Arbitrary<AdjustmentEdit> {
  const step = fc.nat(steps - 1);
  return fc
    .record({
      series: fc.constantFrom(...series),
      ends: fc.tuple(step, step),
      change: arbitraryChange,
      shape: fc.constantFrom(...adjustmentShapes),
      range: fc.constantFrom(...rangeRules),
    })
    .map(({ ends: [one, other], ...rest }) => ({
      ...rest,
      from: Math.min(one, other) * dayMs,
      to: Math.max(one, other) * dayMs,
      note: "",
    }));
}

export function dayTimes(steps: number): Float64Array {
  return Float64Array.from({ length: steps }, (_, step) => step * dayMs);
}
