import fc from "fast-check";
import { expect, test } from "vitest";
import { FlagBoard, flagLedger } from "./series-flags.ts";

test("spans cover exactly the flagged steps, and counts stay exact when the list ends", () => {
  fc.assert(
    fc.property(
      fc.array(fc.record({ isMissing: fc.boolean(), isSnapped: fc.boolean(), hasDetail: fc.boolean() }), {
        minLength: 1,
        maxLength: 80,
      }),
      fc.nat({ max: 20 }),
      fc.nat({ max: 20 }),
      fc.nat({ max: 30 }),
      (steps, fromStart, fromEnd, left) => {
        const from = Math.min(fromStart, steps.length - 1);
        const to = Math.max(from + 1, steps.length - fromEnd);
        const values = Float64Array.from(steps, ({ isMissing }) => (isMissing ? Number.NaN : 1));
        const board = new FlagBoard(steps.length);
        for (const [step, { isSnapped, hasDetail }] of steps.entries()) {
          if (isSnapped) board.set("snapped", step, hasDetail ? () => ({ row: step + 2 }) : undefined);
        }
        const all = board.finish(values, from, to, "s", flagLedger());
        for (const [code, isSet] of [
          ["missing", "isMissing"],
          ["snapped", "isSnapped"],
        ] as const) {
          const flagged = steps.slice(from, to).flatMap((step, i) => (step[isSet] ? [i] : []));
          const covered = all.spans
            .filter((span) => span.code === code)
            .flatMap(({ fromStep, toStep }) => Array.from({ length: toStep - fromStep + 1 }, (_, i) => fromStep + i));
          expect(covered).toEqual(flagged);
          expect(all.steps[code] ?? 0).toBe(flagged.length);
        }
        expect(all.spans).toHaveLength(all.total);
        const few = board.finish(values, from, to, "s", { ...flagLedger(), left });
        expect([few.steps, few.total]).toEqual([all.steps, all.total]);
        expect(few.spans.length).toBeLessThanOrEqual(left);
      },
    ),
  );
});
