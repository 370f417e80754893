/** Arbitrary edits, for property tests. */
import fc from "fast-check";
import type { Correction, CorrectionAction, CorrectionEdit } from "./correction.ts";

/** Without a negative zero, which is written as zero. */
const number = fc
  .oneof(
    fc.integer({ min: -1000, max: 1000 }),
    fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e9, max: 1e9 }),
  )
  .map((value) => value + 0);

export const arbitraryAction: fc.Arbitrary<CorrectionAction> = fc.oneof(
  fc.constant<CorrectionAction>({ kind: "exclude" }),
  number.map((value): CorrectionAction => ({ kind: "replace", value })),
  number.map((factor): CorrectionAction => ({ kind: "scale", factor })),
  fc.constantFrom("linear", "seasonal").map((method): CorrectionAction => ({ kind: "fill", method })),
  fc.constant<CorrectionAction>({ kind: "unfill" }),
  fc.boolean().map((isExcluded): CorrectionAction => ({ kind: "event", isExcluded })),
  fc.constant<CorrectionAction>({ kind: "note" }),
);

/** Edits of days since 1970, the first of them 0, whose first step is not after their last. */
export function arbitraryEdit(steps: number, series: readonly string[] = ["a"]): fc.Arbitrary<CorrectionEdit> {
  const step = fc.nat(steps - 1);
  return fc
    .record({ series: fc.constantFrom(...series), ends: fc.tuple(step, step), action: arbitraryAction })
    .map(({ ends: [one, other], ...rest }) => {
      const dayMs = 86_400_000;
      return { ...rest, from: Math.min(one, other) * dayMs, to: Math.max(one, other) * dayMs, text: "" };
    });
}

/** Made for days without a zone, whatever the file said. */
export function unchecked(edit: CorrectionEdit): Omit<Correction, "id"> {
  return { ...edit, grid: { content: "", frequency: { unit: "day", count: 1 }, zone: null }, found: null };
}
