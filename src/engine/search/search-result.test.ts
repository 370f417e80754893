import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { SearchSettings } from "#domain/job";
import { metrics, nothingScored } from "#domain/score";
import { forecasters } from "#engine/forecasters/catalogue";
import { metricOf } from "#engine/metrics";
import { type FinishedTrial, type PlannedTrial, SearchPlan, searchResult } from "./index.ts";
import { chanceEnd, hashOf, monthly, planOf, runAll, scoreOf, settings, trialsOf } from "./search-fixtures.ts";

/** Every trial is completed; what it is off by follows from the method, the series and the stage. */
const endBy =
  (error: (trial: PlannedTrial) => number) =>
  (trial: PlannedTrial): FinishedTrial => ({
    ...trial,
    state: "completed",
    past: trial.origins.map(() => scoreOf(error(trial))),
    seconds: 2,
  });

function resultOf(
  change: Partial<SearchSettings>,
  series: readonly ReturnType<typeof monthly>[],
  end: (trial: PlannedTrial) => FinishedTrial,
) {
  const plan = planOf(change, series);
  const finished = runAll(plan, end);
  return { plan, finished, ...searchResult(plan, trialsOf(finished), null) };
}

const isNaive = (method: string): boolean => method === "seasonal-naive";

describe("the winner", () => {
  test("is the best by the selection, with the score that it had where it was not chosen by", () => {
    const { winners, leaderboard } = resultOf(
      { models: ["ets", "ses"] },
      [monthly("a", 100)],
      endBy(({ method, stage }) =>
        stage === "held-out" ? (isNaive(method) ? 2 : 1.5) : method === "ses:alpha=0.5" ? 0.5 : 1,
      ),
    );
    expect(winners).toEqual([
      {
        series: "a",
        id: "ses:alpha=0.5",
        method: { forecaster: "ses", parameters: { alpha: 0.5 }, transform: "none", seasonLength: null },
        score: 0.5,
        honestScore: 1.5,
        baselineScore: 2,
        standing: "better",
        origins: 5,
        honestOrigins: 3,
      },
    ]);
    expect(leaderboard.map(({ id, score, skill, wins }) => [id, score, skill, wins])).toEqual([
      ["ets", 1.5, 0.25, 0],
      ["ses", 1.5, 0.25, 1],
      ["seasonal-naive", 2, 0, 0],
    ]);
    expect(leaderboard[1]?.methods).toEqual(["ses:alpha=0.5"]);
    expect(leaderboard[1]?.scores).toMatchObject({ MASE: 1.5, MAE: 1.5, WAPE: 0.015 });
  });

  test("is seasonal naive where nothing did better", () => {
    const { winners } = resultOf(
      {},
      [monthly("a", 100)],
      endBy(() => 1),
    );
    expect(winners[0]?.id).toBe("seasonal-naive");
  });

  test("keeps its place when it can't be fitted where it is judged", () => {
    const end = endBy(({ method }) => (method === "ets" ? 0.5 : 1));
    const { winners } = resultOf({}, [monthly("a", 100)], (trial) =>
      trial.stage === "held-out" && trial.method === "ets"
        ? { ...end(trial), state: "timed-out", past: [] }
        : end(trial),
    );
    expect(winners[0]).toMatchObject({ id: "ets", score: 0.5, honestScore: null, baselineScore: 1, honestOrigins: 0 });
  });

  test("of a pooled search is one method, the best relative to seasonal naive of each series", () => {
    // By the mean of the scores themselves the large series would decide, and SES be best.
    const error = ({ method, series }: PlannedTrial): number => {
      const size = series === 0 ? 100 : 1;
      if (method === "ets") return size * (series === 0 ? 0.9 : 0.1);
      return method === "ses" ? size * (series === 0 ? 0.7 : 0.9) : size;
    };
    const series = [monthly("a", 100), monthly("b", 100), monthly("c", 100)];
    const pooled = resultOf({ isPooled: true, metric: "MAE" }, series, endBy(error));
    expect(pooled.winners.map(({ id }) => id)).toEqual(["ets", "ets", "ets"]);
    const own = resultOf({ metric: "MAE" }, series, endBy(error));
    expect(own.winners.map(({ id }) => id)).toEqual(["ses", "ets", "ets"]);
  });

  test("of a pooled search is told by every series that its method ran on, also where another of its forecaster did better", () => {
    // Over both series 0.1 is ahead by a little: √0.30 = 0.55, and 0.3 has √(0.05 · 8) = 0.63.
    const losses: Readonly<Record<string, readonly number[]>> = {
      "ses:alpha=0.1": [Number.NaN, 0.3],
      "ses:alpha=0.3": [0.05, 8],
    };
    const { winners } = resultOf(
      { isPooled: true, preset: "full", models: ["ses"] },
      [monthly("a", 100), monthly("b", 100)],
      (trial) => {
        const loss = losses[trial.method]?.[trial.series] ?? (isNaive(trial.method) ? 1 : 50);
        const end = endBy(() => loss)(trial);
        return Number.isNaN(loss) ? { ...end, state: "failed", past: [] } : end;
      },
    );
    expect(winners.map(({ id }) => id)).toEqual(["seasonal-naive", "ses:alpha=0.1"]);
  });

  test("of a pooled search gives way to seasonal naive where it could not be fitted", () => {
    const end = endBy(({ method }) => (method === "ets" ? 0.2 : 1));
    const { winners, leaderboard } = resultOf({ isPooled: true }, [monthly("a", 100), monthly("b", 100)], (trial) =>
      trial.method.startsWith("ets") && trial.series === 1 ? { ...end(trial), state: "failed", past: [] } : end(trial),
    );
    expect(winners.map(({ id }) => id)).toEqual(["ets", "seasonal-naive"]);
    // Seasonal naive stands in for it, so that all rows are about the same forecasts.
    expect(leaderboard[0]).toMatchObject({ id: "ets", score: 0.6, methods: ["ets", null] });
  });
});

describe("another ranking", () => {
  const rankings = fc.oneof(
    fc.record({ metric: fc.constantFrom(...metrics.map(({ id }) => id)) }),
    fc.record({
      weights: fc.dictionary(fc.constantFrom("MAPE", "RMSE", "MAE", "WQL"), fc.integer({ min: 1, max: 10 }), {
        minKeys: 1,
      }),
    }),
  );

  test("needs no new trial, and chooses among the best of each forecaster", () => {
    fc.assert(
      fc.property(rankings, fc.boolean(), (ranking, isPooled) => {
        const plan = planOf({ isPooled }, [monthly("a", 100), monthly("b", 90)]);
        const finished = runAll(plan, chanceEnd);
        const before = plan.totals();
        const own = searchResult(plan, trialsOf(finished), null);
        const other = searchResult(plan, trialsOf(finished), ranking);
        expect(plan.totals()).toEqual(before);
        expect(plan.next()).toBeNull();
        const methodsOf = ({ leaderboard }: typeof own) =>
          Object.fromEntries(leaderboard.map(({ id, methods }) => [id, methods]));
        expect(methodsOf(other)).toEqual(methodsOf(own));
        for (const { id } of other.winners) expect(own.leaderboard.flatMap(({ methods }) => methods)).toContain(id);
      }),
    );
  });

  test("by the job's own metric changes nothing", () => {
    const plan = planOf({}, [monthly("a", 100), monthly("b", 90)]);
    const finished = runAll(plan, chanceEnd);
    const own = searchResult(plan, trialsOf(finished), null);
    expect(searchResult(plan, trialsOf(finished), { metric: "MASE" })).toEqual(own);
  });

  test("of a composite is relative to seasonal naive: below 1 is better, whatever the unit", () => {
    const plan = planOf({ models: ["ets"] }, [monthly("a", 100)]);
    const finished = runAll(
      plan,
      endBy(({ method }) => (isNaive(method) ? 4 : 1)),
    );
    const result = searchResult(plan, trialsOf(finished), { weights: { RMSE: 0.3, MAPE: 0.5, MAE: 0.2 } });
    expect(result.metric).toBe("0.5 MAPE + 0.2 MAE + 0.3 RMSE");
    expect(result.winners[0]?.score).toBeCloseTo(0.25, 12);
    expect(result.winners[0]?.honestScore).toBeCloseTo(0.25, 12);
    expect(result.winners[0]?.baselineScore).toBeCloseTo(1, 12);
    expect(result.leaderboard.map(({ id }) => id)).toEqual(["ets", "seasonal-naive"]);
    expect(result.leaderboard[0]?.score).toBeCloseTo(0.25, 12);
  });

  test.each([
    [{ metric: "accuracy" }, 'There is no metric "accuracy".'],
    [{ weights: { accuracy: 1 } }, 'There is no metric "accuracy".'],
    [{ weights: { MAPE: 0 } }, "A composite needs a metric with a weight above zero."],
  ])("%o is refused", (ranking, message) => {
    const plan = planOf({}, [monthly("a", 100)]);
    expect(() => searchResult(plan, () => [], ranking)).toThrow(message);
  });
});

describe("a series of which nothing can be measured", () => {
  test("has no score, and never a good one", () => {
    const nothing = (trial: PlannedTrial): FinishedTrial => ({
      ...trial,
      state: "completed",
      past: trial.origins.map(() => nothingScored),
      seconds: 1,
    });
    const { winners, leaderboard } = resultOf({}, [monthly("a", 100)], nothing);
    expect(winners).toMatchObject([
      { id: "seasonal-naive", score: null, honestScore: null, baselineScore: null, origins: 5 },
    ]);
    for (const row of leaderboard) expect(row).toMatchObject({ score: null, skill: null, scores: {} });
  });

  test("does not spoil those that can be measured, nor what is pooled", () => {
    for (const isPooled of [false, true]) {
      const error = endBy(({ method }) => (method === "ets" ? 0.5 : 1));
      const { winners, leaderboard } = resultOf({ isPooled }, [monthly("a", 100), monthly("b", 100)], (trial) =>
        trial.series === 0 ? { ...error(trial), past: trial.origins.map(() => nothingScored) } : error(trial),
      );
      expect(winners.map(({ score }) => score)).toEqual([null, 0.5]);
      expect(leaderboard[0]).toMatchObject({ id: "ets", score: 0.5, skill: 0.5 });
    }
  });

  test("of zeros alone has no percentage error, where a search of one would be perfect", () => {
    const zeros = (trial: PlannedTrial): FinishedTrial => ({
      ...trial,
      state: "completed",
      past: trial.origins.map(() => ({
        ...nothingScored,
        steps: 6,
        absoluteErrorSum: hashOf(trial.method),
        symmetricErrorSum: 12,
      })),
      seconds: 1,
    });
    const { winners, leaderboard } = resultOf({ metric: "MAPE" }, [monthly("a", 100)], zeros);
    expect(winners).toMatchObject([{ id: "seasonal-naive", score: null, honestScore: null }]);
    expect(leaderboard[0]?.scores).not.toHaveProperty("MAPE");
  });
});

describe("what was not tried", () => {
  test("is named with the reason, and how many series it is about", () => {
    const { notTried } = resultOf(
      {},
      [monthly("a", 100), monthly("b", 100)],
      endBy(() => 1),
    );
    expect(notTried).toEqual([
      {
        id: "late",
        name: "Late",
        series: 2,
        reason: "Late needs 1000 observations; this series has 76.",
      },
    ]);
  });

  test("names a series that is too short, beside others that are not", () => {
    const { notTried, winners, tooShort } = resultOf(
      {},
      [monthly("a", 100), monthly("b", 9)],
      endBy(() => 1),
    );
    expect(winners.map(({ series }) => series)).toEqual(["a"]);
    expect(tooShort).toEqual(["b"]);
    expect(notTried.every(({ series }) => series === 1)).toBe(true);
  });

  test("is a model that forecasts less far, and a forecaster that never came to an end", () => {
    const { notTried, leaderboard } = resultOf({ horizon: 65, origins: 1 }, [monthly("a", 300)], (trial) => ({
      ...trial,
      state: trial.method.startsWith("ets") ? "timed-out" : "completed",
      past: trial.method.startsWith("ets") ? [] : trial.origins.map(() => scoreOf(1)),
      seconds: 1,
    }));
    expect(notTried.map(({ id, reason }) => [id, reason])).toEqual([
      ["ets", "ETS was tried, but every fit failed or took too long."],
      ["late", "Late needs 1000 observations; this series has 170."],
      ["net", "Network forecasts up to 64 steps; the horizon is 65."],
    ]);
    expect(leaderboard.map(({ id }) => id)).not.toContain("ets");
  });

  test("is told with an example where each series has a reason of its own", () => {
    const series = Array.from({ length: 6 }, (_, index) => monthly(`${index}`, 100 + 6 * index));
    const { notTried } = resultOf(
      {},
      series,
      endBy(() => 1),
    );
    expect(notTried).toHaveLength(3);
    expect(notTried.map((one) => one.series)).toEqual([1, 1, 4]);
    expect(notTried[2]?.reason).toMatch(/^For example: Late needs 1000 observations; this series has \d+\.$/);
  });

  test("are the parts of the full grid that a series can't bear, by their names", () => {
    const plan = new SearchPlan(
      { ...settings, preset: "full" },
      [{ id: "a", values: Float64Array.from({ length: 40 }, (_, step) => step % 3), usualSeasons: [] }],
      forecasters,
      [],
    );
    const { notTried } = searchResult(plan, () => [], null);
    expect(notTried.map(({ name }) => name)).toEqual([
      "ARIMA with a season",
      "Seasonal moving average",
      "Holt-Winters, additive",
      "Holt-Winters, multiplicative",
    ]);
    expect(plan.totals().total).toBe(526 - 1 - 9 - 450);
  });
});

describe("what a winner is worth", () => {
  const standing = (loss: (isNaive: boolean, stage: PlannedTrial["stage"]) => number, steps = 100) =>
    resultOf(
      {},
      [monthly("a", steps)],
      endBy(({ method, stage }) => loss(isNaive(method), stage)),
    ).winners[0]?.standing;

  test("is told by origins that the selection never saw", () => {
    expect(standing((naive) => (naive ? 2 : 1))).toBe("better");
    expect(standing((naive, stage) => (naive || stage === "held-out" ? 2 : 1))).toBe("no-better");
    expect(standing((naive, stage) => (stage === "held-out" ? 1 : naive ? 1 : 2))).toBe("baseline");
    expect(standing(() => Number.NaN)).toBe("unmeasured");
  });

  test("is unknown where there are none", () => {
    expect(standing((naive) => (naive ? 2 : 1), 15)).toBe("unchecked");
  });
});

describe("the leaderboard", () => {
  const many = Array.from({ length: 12 }, (_, index) => monthly(`${index}`, 100));

  test("says which rows differ from the best by more than chance", () => {
    const noise = ({ method, series, origins }: PlannedTrial): number =>
      hashOf(`${method} ${series} ${origins.length}`) / 10;
    const { leaderboard } = resultOf(
      { models: ["ets", "ses"] },
      many,
      endBy((trial) => {
        if (isNaive(trial.method)) return 2 + noise(trial);
        return 1 + noise({ ...trial, method: trial.method.slice(0, 3) });
      }),
    );
    expect(leaderboard[0]?.againstBest).toBeNull();
    const byId = new Map(leaderboard.map((row) => [row.id, row.againstBest]));
    expect(byId.get("seasonal-naive")).toBe("differs");
    expect([...byId.values()]).toContain("no-clear-difference");
  });

  test("can't tell from three forecasts of one series", () => {
    const { leaderboard } = resultOf(
      {},
      [monthly("a", 100)],
      endBy(({ method }) => (isNaive(method) ? 2 : 1)),
    );
    const [best, ...others] = leaderboard.map(({ againstBest }) => againstBest);
    expect(best).toBeNull();
    expect(others).toEqual(others.map(() => "too-few"));
    expect(others.length).toBeGreaterThan(0);
  });

  test("counts what its trials took, and leaves out metrics that can't be pooled", () => {
    const { leaderboard, finished } = resultOf(
      { metric: "MAE" },
      many,
      endBy(({ method }) => (isNaive(method) ? 2 : 1)),
    );
    const seconds = leaderboard.reduce((sum, row) => sum + row.seconds, 0);
    const trials = leaderboard.reduce((sum, row) => sum + row.trials, 0);
    expect(seconds).toBe(2 * finished.length);
    expect(trials).toBe(finished.filter(({ stage }) => stage !== "held-out").length);
    // Relative to seasonal naive, since it is in units that the series may not share.
    expect(leaderboard.at(-1)).toMatchObject({ id: "seasonal-naive", score: 1, wins: 0 });
    expect(leaderboard[0]?.score).toBeCloseTo(0.5, 12);
    expect(leaderboard[0]?.scores).not.toHaveProperty("MAE");
    expect(leaderboard[0]?.scores).toHaveProperty("MASE");
  });

  test("shows what there is of a search that has not come to its end", () => {
    const plan = planOf({}, [monthly("a", 100)]);
    const finished: FinishedTrial[] = [];
    for (let index = 0; index < 5; index++) {
      const end = chanceEnd(plan.next() as PlannedTrial);
      finished.push(end);
      plan.finish(end);
    }
    const { winners, leaderboard } = searchResult(plan, trialsOf(finished), null);
    expect(leaderboard.length).toBeGreaterThan(1);
    expect(winners[0]).toMatchObject({ honestScore: null, honestOrigins: 0, origins: 5 });
    const past = finished.find(({ method }) => method === winners[0]?.id)?.past ?? [];
    expect(winners[0]?.score).toBe(metricOf(past, "MASE"));
    expect(searchResult(plan, () => [], null)).toMatchObject({ winners: [], leaderboard: [] });
  });
});
