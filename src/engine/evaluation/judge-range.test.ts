import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { nothingScored, type PastScore } from "#domain/score";
import { randomFrom } from "#engine/numerics";
import { judgeRange } from "./judge-range.ts";

const past = (hits: readonly number[], steps: number): PastScore[] =>
  hits.map((inside) => ({
    ...nothingScored,
    steps,
    inside: { "0.5": 0, "0.8": inside, "0.95": steps },
  }));

/** Hits of origins whose steps err together: with this probability a step does as the origin's first one. */
function hitsOf(random: () => number, origins: number, steps: number, coverage: number, together: number): number[] {
  return Array.from({ length: origins }, () => {
    const shared = random() < coverage;
    return Array.from({ length: steps }, () => (random() < together ? shared : random() < coverage)).filter(Boolean)
      .length;
  });
}

describe("the verdict on a range", () => {
  test("needs more than a handful of forecasts, however many steps each has", () => {
    expect(judgeRange(past([24, 20, 10, 24, 6], 24), 0.8)).toMatchObject({
      verdict: "too-few",
      origins: 5,
      steps: 120,
    });
    expect(judgeRange(past([168], 168), 0.8).verdict).toBe("too-few");
    expect(judgeRange(past([1, 1, 1], 1), 0.8).verdict).toBe("too-few");
  });

  test("says so where the past showed it to be wrong", () => {
    const alternating = (low: number, high: number): number[] =>
      Array.from({ length: 40 }, (_, index) => (index % 2 === 0 ? low : high));
    expect(judgeRange(past(alternating(15, 17), 24), 0.8).verdict).toBe("too-narrow");
    expect(judgeRange(past(alternating(19, 20), 24), 0.8).verdict).toBe("held");
    expect(judgeRange(past(alternating(23, 24), 24), 0.8).verdict).toBe("too-wide");
    expect(judgeRange(past([2, 0, 3, 1, 2, 0, 4, 1], 24), 0.8).verdict).toBe("too-narrow");
  });

  test("does not call a range sound that is eight points off, only because the past can't show it to be wrong", () => {
    const swinging = Array.from({ length: 40 }, (_, index) => (index % 3 === 0 ? 5 : 24));
    const evidence = judgeRange(past(swinging, 24), 0.8);
    expect(evidence.coverage).toBeCloseTo((14 * 5 + 26 * 24) / 960, 12);
    expect(evidence.margin).toBeGreaterThan(0.8 - evidence.coverage);
    expect(evidence.verdict).toBe("too-few");
  });

  test("does not call a range wrong that is a point or two off, however long the past is", () => {
    const of = (share: number) =>
      judgeRange(
        past(
          Array.from({ length: 4000 }, () => share * 100),
          100,
        ),
        0.8,
      ).verdict;
    expect([of(0.78), of(0.82), of(0.76), of(0.84)]).toEqual(["held", "held", "too-narrow", "too-wide"]);
  });

  test("counts steps that err together as fewer", () => {
    const apart = judgeRange(past([19, 20, 19, 18, 20, 19, 20, 18], 24), 0.8);
    const together = judgeRange(past([24, 24, 24, 8, 24, 24, 24, 1], 24), 0.8);
    expect(together.effectiveSteps).toBeLessThan(apart.effectiveSteps / 3);
    expect(together.margin).toBeGreaterThan(apart.margin);
  });

  test.each([0, 0.3, 0.6])(
    "rejects a sound range in fewer than one of ten cases, with %d of its steps alike",
    (together) => {
      const random = randomFrom(1);
      for (const origins of [8, 20, 40]) {
        const rejected = Array.from({ length: 500 }, () =>
          judgeRange(past(hitsOf(random, origins, 24, 0.8, together), 24), 0.8),
        ).filter(({ verdict }) => verdict === "too-narrow" || verdict === "too-wide").length;
        expect(rejected / 500, `${origins} origins`).toBeLessThan(0.1);
      }
    },
  );

  test("finds a range that holds 60 % only in nine of ten cases with 40 origins", () => {
    const random = randomFrom(2);
    const found = Array.from({ length: 300 }, () => judgeRange(past(hitsOf(random, 40, 24, 0.6, 0.3), 24), 0.8)).filter(
      ({ verdict }) => verdict === "too-narrow",
    ).length;
    expect(found / 300).toBeGreaterThan(0.9);
  });

  test("is never worth more steps than there are, nor fewer than origins", () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 12 }), { minLength: 1, maxLength: 40 }),
        fc.constantFrom(12, 40),
        (hits, steps) => {
          const { effectiveSteps, coverage, margin } = judgeRange(past(hits, steps), 0.8);
          expect(effectiveSteps).toBeLessThanOrEqual(hits.length * steps + 1e-9);
          expect(effectiveSteps).toBeGreaterThanOrEqual(hits.length - 1e-9);
          expect(coverage).toBeCloseTo(hits.reduce((sum, one) => sum + one, 0) / (hits.length * steps), 12);
          expect(margin).toBeGreaterThan(0);
        },
      ),
    );
  });
});
