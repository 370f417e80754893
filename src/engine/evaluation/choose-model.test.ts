import { describe, expect, test } from "vitest";
import { EngineError } from "#engine/errors";
import { type Candidate, chooseModel } from "./choose-model.ts";
import type { OriginScore } from "./origin-score.ts";

const zero = { "0.5": 0, "0.8": 0, "0.95": 0 };

function candidate(id: string, losses: readonly number[], expectedRatio = 1): Candidate {
  const scores = losses.map(
    (pinballSum): OriginScore => ({
      steps: Number.isNaN(pinballSum) ? 0 : 12,
      mase: 1,
      symmetricErrorSum: 0,
      pinballSum,
      absoluteActualSum: 1,
      crpsSum: 0,
      winklerSum: zero,
      inside: zero,
    }),
  );
  return { id, scores, expectedRatio };
}

const names = { naive: "Seasonal naive", base: "Fantail S" };

describe("the choice of a model", () => {
  test("falls on the one that lost least at past origins, and says by how much", () => {
    const choice = chooseModel([candidate("naive", [10, 10, 10, 10]), candidate("base", [8, 8, 8, 8])], "naive", names);
    expect(choice.id).toBe("base");
    expect(choice.ranked.map((model) => model.id)).toEqual(["base", "naive"]);
    expect(choice.ranked[0]?.measuredRatio).toBeCloseTo(0.8, 12);
    expect(choice.reason).toBe("Fantail S: 20\u00a0% less error than Seasonal naive over 4 past origins.");
  });

  test("stays with the baseline where nothing did better", () => {
    const worse = candidate("base", [20, 20, 20, 20, 20, 20], 0.8);
    const choice = chooseModel([candidate("naive", [10, 10, 10, 10, 10, 10]), worse], "naive", names);
    expect(choice.id).toBe("naive");
    expect(choice.reason).toBe("Seasonal naive: no other model did better over 6 past origins.");
  });

  test("one origin does not overturn what is known of a model", () => {
    const choice = chooseModel([candidate("naive", [10]), candidate("base", [11], 0.7)], "naive", names);
    expect(choice.id).toBe("base");
    expect(choice.reason).toContain("10\u00a0% more error");
  });

  test("one odd origin does not decide among many", () => {
    const odd = candidate("base", [9, 9, 9, 9, 9, 1000]);
    const steady = candidate("naive", [10, 10, 10, 10, 10, 10]);
    expect(chooseModel([steady, odd], "naive").ranked.find((model) => model.id === "base")?.measuredRatio).toBeLessThan(1.2);
  });

  test("goes by expectation alone where the history is too short", () => {
    const choice = chooseModel([candidate("naive", []), candidate("base", [], 0.7)], "naive", names);
    expect(choice).toMatchObject({ id: "base", origins: 0 });
    expect(choice.reason).toContain("too short");
  });

  test("ignores origins without an actual, and does not fail on perfect forecasts", () => {
    const choice = chooseModel([candidate("naive", [0, Number.NaN, 5]), candidate("base", [0, 1, 5])], "naive");
    expect(choice.origins).toBe(2);
    expect(choice.ranked.every((model) => model.measuredRatio === 1)).toBe(true);
    expect(chooseModel([candidate("naive", [5]), candidate("base", [0])], "naive").id).toBe("base");
  });

  test("refuses a list without the baseline", () => {
    expect(() => chooseModel([candidate("base", [1])], "naive")).toThrow(EngineError);
  });
});
