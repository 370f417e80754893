import fc from "fast-check";
import { expect, test } from "vitest";
import { chooseNeverWorse } from "./never-worse.ts";
import type { OriginScore } from "./origin-score.ts";

function scoresOf(losses: readonly number[]): OriginScore[] {
  const none = { "0.5": 0, "0.8": 0, "0.95": 0 };
  return losses.map((pinballSum) => ({
    steps: 10, mase: 1, symmetricErrorSum: 0, pinballSum, absoluteActualSum: 10, crpsSum: 0, winklerSum: none, inside: none,
  }));
}

const naive = { id: "naive", scores: scoresOf([10, 10, 10]), expectedRatio: 1 };

test("a reputation does not outweigh being worse on this series", () => {
  const famous = { id: "famous", scores: scoresOf([10.5, 10.5, 10.5]), expectedRatio: 0.5 };
  expect(chooseNeverWorse([famous, naive], "naive").id).toBe("naive");
});

test("one origin that went very wrong counts in full", () => {
  // The clipped log ratios alone would call it better.
  const risky = { id: "risky", scores: scoresOf([1, 1, 400]), expectedRatio: 0.9 };
  expect(chooseNeverWorse([risky, naive], "naive").id).toBe("naive");
});

test("the best of those that hold their ground is chosen", () => {
  const good = { id: "good", scores: scoresOf([8, 9, 7]), expectedRatio: 0.9 };
  const better = { id: "better", scores: scoresOf([5, 6, 5]), expectedRatio: 0.9 };
  const choice = chooseNeverWorse([good, better, naive], "naive", { naive: "seasonal naive", better: "Better" });
  expect(choice.id).toBe("better");
  expect(choice.reason).toContain("less error than seasonal naive over 3 past origins");
});

test("whatever the scores, the chosen model's loss is at most the baseline's", () => {
  const loss = fc.double({ min: 0, max: 100, noNaN: true });
  fc.assert(
    fc.property(
      fc.array(fc.tuple(loss, loss, loss), { minLength: 1, maxLength: 5 }),
      fc.array(fc.double({ min: 0.3, max: 1.5, noNaN: true }), { minLength: 5, maxLength: 5 }),
      (losses, expected) => {
        const candidates = losses.map((one, index) => ({
          id: `m${index}`,
          scores: scoresOf(one),
          expectedRatio: index === 0 ? 1 : (expected[index] ?? 1),
        }));
        const { id } = chooseNeverWorse(candidates, "m0");
        const sumOf = (at: number): number => (losses[at] ?? []).reduce((sum, value) => sum + value, 0);
        expect(sumOf(Number(id.slice(1)))).toBeLessThanOrEqual(sumOf(0));
      },
    ),
  );
});
