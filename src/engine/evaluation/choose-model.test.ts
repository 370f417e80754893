import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { EngineError } from "#domain/errors";
import type { Member } from "#domain/model";
import { nothingScored, type PastScore } from "#domain/score";
import { randomFrom } from "#engine/numerics";
import { type Candidate, chooseModel, type ChoiceInput } from "./choose-model.ts";

function scoresOf(losses: readonly number[]): PastScore[] {
  return losses.map((pinballSum) => ({
    ...nothingScored,
    steps: Number.isNaN(pinballSum) ? 0 : 12,
    mase: 1,
    pinballSum,
    absoluteActualSum: 1,
  }));
}

function candidate(id: string, losses: readonly number[], expectedRatio = 1): Candidate {
  return { id, scores: scoresOf(losses), expectedRatio };
}

/** The mean of the members' losses: what averaging quantiles gives at worst, since the pinball loss is convex. */
function atWorst(candidates: readonly Candidate[]) {
  return (members: readonly Member[]): PastScore[] =>
    scoresOf(
      (candidates[0]?.scores ?? []).map((_, origin) =>
        members.reduce(
          (sum, { model, weight }) =>
            sum + weight * (candidates.find((one) => one.id === model)?.scores[origin]?.pinballSum ?? 0),
          0,
        ),
      ),
    );
}

const names = { naive: "seasonal naive", base: "Fantail", theta: "Theta" };

function choose(candidates: readonly Candidate[], part: Partial<ChoiceInput> = {}) {
  return chooseModel({ candidates, baselineId: "naive", names, scoresOf: atWorst(candidates), ...part });
}

const only = (model: string) => [{ model, weight: 1 }];

describe("the choice of a model", () => {
  test("falls on the one that lost least at past origins, and says how it compares", () => {
    const choice = choose([candidate("naive", [10, 10, 10, 10]), candidate("base", [8, 8, 8, 8])]);
    expect(choice.members).toEqual(only("base"));
    expect(choice.ranked.map((model) => model.id)).toEqual(["base", "naive"]);
    expect(choice.ranked[0]?.measuredRatio).toBeCloseTo(0.8, 12);
    expect(choice.reason).toBe(
      "Fantail: 0.80 of the quantile loss of seasonal naive in 4 past forecasts, each held back from the choice.",
    );
  });

  test("stays with the baseline where nothing did better, whatever a model's reputation", () => {
    const worse = candidate("base", [10.5, 10.5, 10.5], 0.5);
    const choice = choose([candidate("naive", [10, 10, 10]), worse]);
    expect(choice.members).toEqual(only("naive"));
    expect(choice.reason).toBe("seasonal naive: no other model did better in 3 past forecasts.");
  });

  test("counts one origin that went very wrong in full, though its ratio is clipped in the rating", () => {
    const risky = candidate("base", [1, 400, 1, 1], 0.9);
    const choice = choose([candidate("naive", [10, 10, 10, 10]), risky]);
    expect(choice.members).toEqual(only("naive"));
    // A quarter three times, and four times where it was forty.
    expect(choice.ranked.find(({ id }) => id === "base")?.measuredRatio).toBeCloseTo((4 / 64) ** (1 / 4), 12);
  });

  test("one origin does not overturn what is known of a model", () => {
    const known = candidate("base", [9.9], 0.7);
    const lucky = candidate("theta", [9.5], 1.2);
    const choice = choose([candidate("naive", [10]), known, lucky]);
    expect(choice.members[0]?.model).toBe("base");
    expect(choice.reason).toBe(
      "Fantail: 0.99 of the quantile loss of seasonal naive in 1 past forecast, too few to hold any back, and better elsewhere.",
    );
  });

  test("does not adopt what is best by luck: where each origin is held back, what the others speak for loses", () => {
    // Each was very good once, and worse than the baseline everywhere else.
    const naive = candidate("naive", [10, 10, 10]);
    const once = (at: number): Candidate =>
      candidate(
        `m${at}`,
        [0, 1, 2].map((origin) => (origin === at ? 2 : 12)),
      );
    const choice = choose([naive, once(0), once(1), once(2)]);
    expect(choice).toMatchObject({ members: only("naive"), ratio: 1, origins: 3 });
    expect(choice.reason).toBe(
      "seasonal naive: what did best in 3 past forecasts did worse where each of them was held back.",
    );
  });

  test("states how it did where it was not chosen by", () => {
    const [theta, base] = [candidate("theta", [4, 9, 9, 9]), candidate("base", [9, 8, 8, 9])];
    const choice = choose([candidate("naive", [10, 10, 10, 10]), theta, base]);
    expect(choice.members).toEqual(only("theta"));
    // Without its good origin theta is not chosen, and base lost 9 there.
    expect(choice.ratio).toBeCloseTo(36 / 40, 12);
  });

  test("origins that overlap count for less", () => {
    const tried = [
      candidate("naive", [10, 10, 10, 10, 10, 10]),
      candidate("base", [9, 9, 9, 9, 9, 9], 0.7),
      candidate("theta", [6, 6, 6, 6, 6, 6], 1),
    ];
    expect(choose(tried, { originWeight: 1 }).ranked[0]?.id).toBe("theta");
    expect(choose(tried, { originWeight: 0.1 }).ranked[0]?.id).toBe("base");
  });

  test("goes by expectation alone where the history is too short", () => {
    const choice = choose([candidate("naive", []), candidate("theta", [], 0.9), candidate("base", [], 0.7)]);
    expect(choice).toMatchObject({ members: only("base"), origins: 0, ratio: Number.NaN });
    expect(choice.reason).toContain("too short");
  });

  test("ignores origins without an actual, and does not fail on perfect forecasts", () => {
    const choice = choose([candidate("naive", [0, Number.NaN, 5]), candidate("base", [0, 1, 5])]);
    expect(choice.origins).toBe(2);
    expect(choice.ranked.every((model) => model.measuredRatio === 1)).toBe(true);
    expect(choose([candidate("naive", [5]), candidate("base", [0])]).members[0]?.model).toBe("base");
    // Nothing is better than a baseline without any loss.
    expect(choose([candidate("naive", [0]), candidate("base", [1])]).members).toEqual(only("naive"));
  });

  test("refuses a list without the baseline", () => {
    expect(() => choose([candidate("base", [1])])).toThrow(EngineError);
  });
});

describe("a reference", () => {
  const reference = { referenceId: "base" };

  test("is kept where what did better did not where each origin was held back", () => {
    // Each is far better once, and a little worse than the reference otherwise.
    const once = (at: number): Candidate =>
      candidate(
        `m${at}`,
        [0, 1, 2].map((origin) => (origin === at ? 3 : 8.5)),
      );
    const tried = [candidate("naive", [10, 10, 10]), candidate("base", [8, 8, 8]), once(0), once(1), once(2)];
    expect(choose(tried).members).not.toEqual(only("base"));
    const choice = choose(tried, reference);
    expect(choice).toMatchObject({ members: only("base"), origins: 3 });
    expect(choice.ratio).toBeCloseTo(0.8, 12);
    expect(choice.reason).toBe(
      "Fantail: 0.80 of the quantile loss of seasonal naive in 3 past forecasts, each held back from the choice, where nothing else did better.",
    );
  });

  test("gives way to what is better at every origin", () => {
    const tried = [candidate("naive", [10, 10, 10]), candidate("base", [8, 8, 8]), candidate("theta", [6, 6, 6])];
    expect(choose(tried, reference).members).toEqual(only("theta"));
  });

  test("is kept for less than a hundredth, and where there is nothing to hold back", () => {
    const slight = candidate("theta", [7.95, 7.95, 7.95], 0.5);
    const tried = [candidate("naive", [10, 10, 10]), candidate("base", [8, 8, 8]), slight];
    expect(choose(tried, reference).members).toEqual(only("base"));
    const once = [candidate("naive", [10]), candidate("base", [8]), candidate("theta", [4], 0.5)];
    expect(choose(once).members).toEqual(only("theta"));
    expect(choose(once, reference).members).toEqual(only("base"));
  });

  test("that is worse than the baseline is not what is left", () => {
    const tried = [candidate("naive", [10, 10, 10]), candidate("base", [11, 11, 11]), candidate("theta", [9, 9, 9])];
    expect(choose(tried, reference).members).toEqual(only("theta"));
    expect(choose(tried.slice(0, 2), reference).members).toEqual(only("naive"));
  });
});

describe("a combination", () => {
  const [naive, base, theta] = [
    candidate("naive", [10, 10, 10]),
    candidate("base", [8, 8, 8]),
    candidate("theta", [8.2, 8, 8.1]),
  ];
  const better = (): PastScore[] => scoresOf([7, 7, 7]);

  test("is taken where it beats the best single model, with more weight for what did better", () => {
    const choice = choose([naive, base, theta], { scoresOf: better });
    expect(choice.members.map(({ model }) => model)).toEqual(["base", "theta"]);
    expect(choice.members.reduce((sum, { weight }) => sum + weight, 0)).toBeCloseTo(1, 12);
    expect(choice.members[0]?.weight).toBeGreaterThan(choice.members[1]?.weight ?? 1);
    expect(choice.ratio).toBeCloseTo(0.7, 12);
    expect(choice.reason).toMatch(
      /^Combination of Fantail 0\.5\d, Theta 0\.4\d: 0\.70 of the quantile loss of seasonal naive in 3 past forecasts, each held back from the choice\.$/,
    );
  });

  test("has one model of a family only, the best", () => {
    const brother = { ...candidate("brother", [8.1, 8.1, 8.1]), family: "net" };
    const choice = choose([naive, brother, { ...base, family: "net" }, theta], { scoresOf: better });
    expect(choice.members.map(({ model }) => model)).toEqual(["base", "theta"]);
  });

  test("is not taken where it does not", () => {
    expect(choose([naive, base, theta]).members).toEqual(only("base"));
  });

  test("has no member that did worse than the baseline, and none that hardly counts", () => {
    const worse = candidate("worse", [10.1, 10, 10], 0.1);
    const slight = candidate("slight", [9.9, 9.9, 9.9], 1.5);
    expect(choose([naive, base, theta, worse, slight], { scoresOf: better }).members.map(({ model }) => model)).toEqual(
      ["base", "theta"],
    );
  });
});

describe("where seasonal naive is the best there is", () => {
  const random = randomFrom(7);
  const noise = (): number => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const ids = ["naive", "net", "ets", "theta", "arima", "stl"];
  const truth: readonly number[] = [0, 0.05, 0.1, 0.08, 0.03, 0.15];
  const expected = [1, 0.65, 0.8, 0.85, 0.9, 0.95];

  test.each([
    [4, 0.35],
    [8, 0.27],
    [12, 0.22],
  ])("with %d past origins something else is taken in fewer than %d of the cases", (origins, most) => {
    const runs = 400;
    const losers = Array.from({ length: runs }, () => {
      const level = Array.from({ length: origins }, () => Math.exp(0.6 * noise()));
      const candidates = truth.map((ratio, model) =>
        candidate(
          ids[model] ?? "",
          level.map((loss) => loss * (model === 0 ? 1 : Math.exp(ratio + 0.3 * noise()))),
          expected[model],
        ),
      );
      const combined = (members: readonly Member[]): PastScore[] =>
        atWorst(candidates)(members).map((score) => ({ ...score, pinballSum: 0.97 * score.pinballSum }));
      return choose(candidates, { scoresOf: combined }).members[0]?.model !== "naive";
    }).filter(Boolean).length;
    expect(losers / runs).toBeLessThan(most);
  });
});

test("whatever the scores, the loss of what is chosen is at most the baseline's, and so is the ratio that is stated", () => {
  const loss = fc.double({ min: 0, max: 100, noNaN: true });
  fc.assert(
    fc.property(
      fc.array(fc.array(loss, { minLength: 6, maxLength: 6 }), { minLength: 1, maxLength: 5 }),
      fc.array(fc.double({ min: 0.3, max: 1.5, noNaN: true }), { minLength: 5, maxLength: 5 }),
      // How much better or worse than its members a combination turns out to be.
      fc.double({ min: 0.5, max: 2, noNaN: true }),
      fc.double({ min: 0.05, max: 1, noNaN: true }),
      fc.boolean(),
      (losses, expected, luck, originWeight, hasReference) => {
        const candidates = losses.map((one, index) =>
          candidate(index === 0 ? "naive" : `m${index}`, one, index === 0 ? 1 : (expected[index] ?? 1)),
        );
        const combined = (members: readonly Member[]): PastScore[] =>
          atWorst(candidates)(members).map((score) => ({ ...score, pinballSum: score.pinballSum * luck }));
        const { members, ratio } = choose(candidates, {
          scoresOf: combined,
          originWeight,
          ...(hasReference ? { referenceId: candidates.at(-1)?.id ?? "" } : {}),
        });
        expect(ratio).toBeLessThanOrEqual(1);
        const of = (scores: readonly PastScore[]): number =>
          scores.reduce((sum, { pinballSum }) => sum + pinballSum, 0);
        const [single] = members;
        const scores =
          members.length > 1 ? combined(members) : (candidates.find(({ id }) => id === single?.model)?.scores ?? []);
        const naive = candidates[0]?.scores ?? [];
        expect(of(scores)).toBeLessThanOrEqual(of(naive) * (1 + 1e-9));
      },
    ),
  );
});
