import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { EngineError } from "#domain/errors";
import { searchPresets, type SearchSettings } from "#domain/job";
import { forecasters } from "#engine/forecasters/catalogue";
import { type FinishedTrial, type PlannedTrial, SearchPlan, searchResult } from "./index.ts";
import { orRefusal } from "../../domain/errors/testing.ts";
import {
  chanceEnd,
  chanceEndOverBaseline,
  hashOf,
  monthly,
  network,
  planOf,
  runAll,
  scoreOf,
  settings,
  smallCatalogue,
  trialsOf,
} from "./search-fixtures.ts";

const changes = fc.record({
  preset: fc.constantFrom(...searchPresets),
  isPooled: fc.boolean(),
  origins: fc.integer({ min: 1, max: 7 }),
  stride: fc.constantFrom(null, 1, 3, 8),
  metric: fc.constantFrom("MASE", "WQL", "RMSE", "bias", "coverage80"),
  budget: fc.option(fc.record({ trials: fc.integer({ min: 5, max: 60 }) }), { nil: null }),
});
const several: fc.Arbitrary<readonly number[]> = fc.array(fc.integer({ min: 12, max: 100 }), {
  minLength: 1,
  maxLength: 4,
});
const seriesOf = (lengths: readonly number[]) =>
  [...lengths, 90].map((steps, index) => monthly(`series ${index}`, steps));

const longEnough = ({ series, searches }: SearchPlan): string[] =>
  series.filter((_, index) => searches[index] !== undefined).map(({ id }) => id);

const keyOf = ({ series, method, stage }: Pick<FinishedTrial, "series" | "method" | "stage">): string =>
  `${series} ${stage} ${method}`;

/** Runs a plan while `choices` say what happens next: it hands out, a trial ends, one comes back, or everything starts again. */
function runDisturbed(make: () => SearchPlan, choices: readonly number[]): FinishedTrial[] {
  let plan = make();
  let inHand: PlannedTrial[] = [];
  let kept: FinishedTrial[] = [];
  const takeOut = <T>(from: T[], choice: number): T | undefined => from.splice(choice % Math.max(1, from.length), 1)[0];
  const end = (choice: number): void => {
    const trial = takeOut(inHand, choice);
    if (trial === undefined) return;
    const ended = chanceEnd(trial);
    kept.push(ended);
    plan.finish(ended);
    plan.finish({ ...ended, state: "failed", past: [] });
  };
  const handOut = (): boolean => {
    const trial = plan.next();
    if (trial !== null) inHand.push(trial);
    return trial !== null;
  };
  for (const choice of choices) {
    if (choice < 500) handOut();
    else if (choice < 900) end(choice);
    else if (choice < 980) {
      const trial = takeOut(inHand, choice);
      if (trial !== undefined) plan.giveBack(trial);
    } else {
      // What was written last may be lost, and the file does not keep an order.
      kept = kept.slice(0, kept.length - (choice % 5)).toSorted((left, right) => (keyOf(left) < keyOf(right) ? -1 : 1));
      inHand = [];
      plan = make();
      for (const trial of kept) plan.finish(trial);
    }
  }
  while (!plan.isComplete) {
    while (handOut());
    expect(inHand).not.toHaveLength(0);
    end(inHand.length - 1);
  }
  expect(plan.next()).toBeNull();
  return kept;
}

describe("whatever happens on the way", () => {
  test("the trials, winners and leaderboard are those of an undisturbed search", () => {
    fc.assert(
      fc.property(
        changes,
        several,
        fc.array(fc.nat({ max: 999 }), { maxLength: 300, size: "max" }),
        (change, lengths, choices) => {
          const make = (): SearchPlan => planOf(change, seriesOf(lengths));
          const quiet = make();
          const expected = runAll(quiet, chanceEnd);
          const kept = runDisturbed(make, choices);
          expect(kept.map(keyOf).toSorted()).toEqual(expected.map(keyOf).toSorted());
          expect(searchResult(make(), trialsOf(kept), null)).toEqual(searchResult(quiet, trialsOf(expected), null));
        },
      ),
      { numRuns: 80 },
    );
  });

  test("every trial is handed out once, and counted once", () => {
    fc.assert(
      fc.property(changes, several, (change, lengths) => {
        const plan = planOf(change, seriesOf(lengths));
        const finished = runAll(plan, chanceEnd);
        expect(new Set(finished.map(keyOf)).size).toBe(finished.length);
        const selection = finished.filter(({ stage }) => stage !== "held-out");
        const { total, completed, failed, timedOut, finished: ended, remainingByCost } = plan.totals();
        expect([total, ended, completed + failed + timedOut]).toEqual(Array(3).fill(selection.length));
        expect(completed).toBe(selection.filter(({ state }) => state === "completed").length);
        expect(remainingByCost).toEqual([]);
        expect(plan.isComplete).toBe(true);
      }),
    );
  });
});

describe("what is held back", () => {
  /** Scores that follow from all values up to the last one that is compared. */
  const endFor = (plan: SearchPlan) => (trial: PlannedTrial) => {
    const { values = new Float64Array() } = plan.series[trial.series] ?? {};
    const past = trial.origins.map((origin) => {
      const seen = values.subarray(0, values.length + origin + plan.settings.horizon);
      const sum = seen.reduce((total, value, at) => (Number.isNaN(value) ? total : total + value * (at + 1)), 0);
      return scoreOf(hashOf(`${trial.method} ${Math.fround(sum)}`));
    });
    return { ...trial, state: "completed" as const, past, seconds: 1 };
  };
  const value = fc.oneof(fc.double({ min: -50, max: 200, noNaN: true }), fc.constant(Number.NaN));

  test("changes neither what is tried before the last stage nor the winner", () => {
    fc.assert(
      fc.property(
        changes,
        fc.integer({ min: 40, max: 100 }),
        fc.array(value, { minLength: 100, maxLength: 100 }),
        (change, steps, later) => {
          const series = monthly("a", steps);
          const [earliest] = planOf(change, [series]).searches[0]?.seen.origins.heldOut ?? [];
          fc.pre(earliest !== undefined);
          const changed = {
            ...series,
            values: series.values.map((old, at) => (at < steps + earliest ? old : (later[at] as number))),
          };
          const [one, other] = [series, changed].map((given) => {
            const plan = planOf(change, [given, monthly("b", 80)]);
            const finished = runAll(plan, endFor(plan));
            const tried = finished.filter(({ stage }) => stage !== "held-out").map(keyOf);
            const { winners } = searchResult(plan, trialsOf(finished), null);
            return { tried, winners: winners.map(({ id, score }) => [id, score]) };
          });
          expect(other).toEqual(one);
        },
      ),
    );
  });

  test("is newer than everything that the selection compares with", () => {
    fc.assert(
      fc.property(changes, fc.integer({ min: 14, max: 200 }), (change, steps) => {
        const plan = planOf({ ...change, budget: null }, [monthly("a", steps)]);
        const { selection, heldOut } = plan.searches[0]?.seen.origins ?? { selection: [], heldOut: [] };
        expect(selection.length).toBeGreaterThan(0);
        const compared = (selection.at(-1) ?? 0) + plan.settings.horizon;
        for (const origin of heldOut) expect(origin).toBeGreaterThanOrEqual(compared);
      }),
    );
  });
});

describe("a budget", () => {
  test("of trials is never exceeded, and is used up while there is something to try", () => {
    const trials = fc.integer({ min: 5, max: 120 });
    fc.assert(
      fc.property(changes, several, trials, (change, lengths, budget) => {
        const all = seriesOf(lengths);
        const unlimited = planOf({ ...change, budget: null, preset: "full" }, all);
        const wanted = runAll(unlimited, chanceEndOverBaseline).filter(({ stage }) => stage !== "held-out");
        const plan = planOf({ ...change, budget: { trials: budget }, preset: "full" }, all);
        const finished = runAll(plan, chanceEndOverBaseline);
        const spent = finished.filter(({ stage }) => stage !== "held-out");
        expect(spent).toHaveLength(Math.min(budget, wanted.length));
        expect(searchResult(plan, trialsOf(finished), null).winners.map(({ series }) => series)).toEqual(
          longEnough(plan),
        );
      }),
    );
  });

  test("of trials holds for a search that narrows down, too", () => {
    fc.assert(
      fc.property(changes, several, fc.integer({ min: 5, max: 60 }), (change, lengths, trials) => {
        const plan = planOf({ ...change, preset: "fast", budget: { trials } }, seriesOf(lengths));
        const spent = runAll(plan, chanceEnd).filter(({ stage }) => stage !== "held-out");
        expect(spent.length).toBeLessThanOrEqual(trials);
        expect(plan.total).toBe(spent.length);
      }),
    );
  });

  test("of trials leaves some for methods that did well at the first origins", () => {
    const plan = planOf({ budget: { trials: 12 } }, [monthly("a", 100)]);
    const spent = runAll(plan, chanceEnd).filter(({ stage }) => stage !== "held-out");
    const at = (wanted: string) => spent.filter(({ stage }) => stage === wanted).length;
    expect([at("all"), at("first"), at("rest")]).toEqual([5, 6, 1]);
  });

  test("of seconds ends the selection wherever it is, and the baseline and the last stage are still done", () => {
    fc.assert(
      fc.property(changes, several, fc.nat({ max: 80 }), fc.nat({ max: 5 }), (change, lengths, ended, inHand) => {
        const plan = planOf({ ...change, budget: { seconds: 1 } }, seriesOf(lengths));
        const finished: FinishedTrial[] = [];
        const finish = (trial: PlannedTrial): void => {
          const end = chanceEndOverBaseline(trial);
          finished.push(end);
          plan.finish(end);
        };
        for (let index = 0; index < ended; index++) {
          const trial = plan.next();
          if (trial !== null) finish(trial);
        }
        const out = Array.from({ length: inHand }, () => plan.next()).filter((trial) => trial !== null);
        plan.endSelection();
        for (const [index, trial] of out.entries()) {
          if (index % 2 === 0) finish(trial);
          else plan.giveBack(trial);
        }
        const before = finished.length;
        for (let trial = plan.next(); trial !== null; trial = plan.next()) finish(trial);
        expect(plan.isComplete).toBe(true);
        const after = finished.slice(before).filter(({ stage }) => stage !== "held-out");
        const baseline = smallCatalogue.baseline.id;
        expect(after.filter(({ method }) => method !== baseline)).toEqual([]);
        const { winners } = searchResult(plan, trialsOf(finished), null);
        expect(winners.map(({ series }) => series)).toEqual(longEnough(plan));

        const again = planOf({ ...change, budget: { seconds: 1 } }, seriesOf(lengths));
        for (const trial of finished) again.finish(trial);
        again.endSelection();
        expect(again.isComplete).toBe(true);
        expect(again.totals().total).toBe(plan.totals().total);
      }),
    );
  });

  test("is shared by all series from the start", () => {
    const plan = planOf({ budget: { seconds: 60 } }, seriesOf([60, 60]));
    const first = Array.from({ length: 6 }, () => plan.next());
    expect(first.map((trial) => trial?.series)).toEqual([0, 1, 2, 0, 1, 2]);
    expect(first.map((trial) => trial?.method).slice(0, 3)).toEqual(Array(3).fill("seasonal-naive"));
  });
});

describe("settings that can't be", () => {
  const series = [monthly("a", 60)];
  test.each([
    [{ metric: "accuracy" }, "wrong-arguments", 'There is no metric "accuracy".'],
    [{ models: ["ets", "prophet"] }, "model-not-found", 'There is no model "prophet" to search with.'],
    [{ models: ["prophet:alpha=1"] }, "model-not-found", 'There is no model "prophet" to search with.'],
    [{ models: ["ses:alpha"] }, "wrong-arguments", '"ses:alpha" does not name a method.'],
    [
      { horizon: 60 },
      "series-too-short",
      "The series has 60 steps, too few to compare forecasts of 60 steps on the past.",
    ],
  ] as const)("%o are refused", (change, code, message) => {
    expect(() => planOf(change, series)).toThrow(expect.objectContaining({ code, message }));
  });

  test("are fewer trials than series, too", () => {
    expect(() => planOf({ budget: { trials: 1 } }, seriesOf([60]))).toThrow(
      "A budget of 1 trial is too small for 2 series",
    );
  });
});

test("any series is refused in words or searched to the end", () => {
  const value = fc.oneof(fc.constantFrom(Number.NaN, 0, 0, 5), fc.double({ min: -1e9, max: 1e9, noNaN: true }));
  const run = fc.record({ value, length: fc.integer({ min: 1, max: 40 }) });
  fc.assert(
    fc.property(changes, fc.array(run, { maxLength: 6 }), fc.array(value, { maxLength: 40 }), (change, runs, rest) => {
      const values = Float64Array.from([...runs.flatMap(({ value: one, length }) => Array(length).fill(one)), ...rest]);
      const given = [{ id: "a", values, usualSeasons: [7, 30] }];
      const outcome = orRefusal(() => {
        const plan = planOf(change, given);
        const { winners } = searchResult(plan, trialsOf(runAll(plan, chanceEnd)), null);
        return `${winners.length} of ${plan.isComplete ? 1 : 0}`;
      });
      expect(["1 of 1", "series-too-short"]).toContain(outcome instanceof EngineError ? outcome.code : outcome);
    }),
    { numRuns: 200 },
  );
});

test("a search is limited to what is named", () => {
  const methods = (change: Partial<SearchSettings>) => [
    ...new Set(runAll(planOf(change, [monthly("a", 100)]), chanceEnd).map(({ method }) => method)),
  ];
  expect(methods({ models: ["ets"], origins: 1 })).toEqual([
    "seasonal-naive",
    "ets",
    "ets+log",
    "ets+box-cox",
    "ets:error=A",
    "ets:error=M",
  ]);
  expect(methods({ models: ["net", "ses:alpha=0.25"], origins: 1, metric: "coverage80" })).toEqual(
    expect.arrayContaining(["seasonal-naive", "net", "ses:alpha=0.25"]),
  );
  expect(methods({ preset: "full" })).not.toContain("net");
  expect(methods({ preset: "full", models: ["net", "ses"] })).toHaveLength(11);
});

test.each([
  [
    "alpha",
    0.72,
    ["ses:alpha=0.7", "ses:alpha=1", "ses:alpha=0.3", "ses:alpha=0", "ses:alpha=0.6", "ses:alpha=0.8", "ses:alpha=0.4"],
  ],
  [
    "window",
    7,
    [
      "average:window=4",
      "average:window=8",
      "average:window=12",
      "average:window=5",
      "average:window=7",
      "average:window=9",
      "average:window=11",
    ],
  ],
] as const)(
  "numbers near the best values of %s are tried, twice, the second time nearer",
  (parameter, best, expected) => {
    const plan = planOf({}, [monthly("a", 100)]);
    const { leading = [], others = [] } = plan.searches[0]?.candidates ?? {};
    const grid = [...leading, ...others].map(({ id }) => id);
    const finished = runAll(plan, (trial) => {
      const value = new RegExp(`${parameter}=([0-9.]+)`).exec(trial.method)?.[1] ?? "50";
      const past = trial.origins.map(() => scoreOf(Number(value) - best));
      return { ...trial, state: "completed", past, seconds: 1 };
    });
    const refined = finished.filter(({ stage, method }) => stage === "all" && !grid.includes(method));
    expect(refined.map(({ method }) => method)).toEqual(expected);
  },
);

test.each([1, 2])("nothing is refined where nothing is known to do better than the baseline: %d series", (count) => {
  const plan = planOf(
    { isPooled: count > 1, models: ["ses", "average"] },
    ["a", "b"].slice(0, count).map((id) => monthly(id, 100)),
  );
  const { leading = [], others = [] } = plan.searches[0]?.candidates ?? {};
  const grid = [...leading, ...others].map(({ id }) => id);
  const finished = runAll(plan, (trial) =>
    trial.method === smallCatalogue.baseline.id
      ? { ...trial, state: "failed", past: [], seconds: 1 }
      : { ...trial, state: "completed", past: trial.origins.map(() => scoreOf(1)), seconds: 1 },
  );
  expect(finished.map(({ method }) => method).filter((method) => !grid.includes(method))).toEqual([]);
});

test("the full preset has exactly 526 methods for twelve years of months", () => {
  for (const horizon of [1, 6, 12, 24]) {
    const plan = new SearchPlan({ ...settings, horizon, preset: "full" }, [monthly("a", 144)], forecasters, [network]);
    const methods = new Set<string>();
    for (let trial = plan.next(); trial !== null; trial = plan.next()) methods.add(trial.method);
    expect(methods.size).toBe(526);
    expect(plan.totals().total).toBe(526);
    expect(methods).toContain("holt-winters-additive:alpha=0.1:beta=0.01:gamma=0.2");
    expect(methods).toContain("arima@1");
    expect(methods).toContain("arima@12");
  }
});

test("work that is left is measured by what the same forecaster took, and by all where it took nothing yet", () => {
  const plan = planOf({ preset: "full", models: ["ses"] }, [monthly("a", 100)]);
  expect(plan.totals().remainingByCost).toEqual([
    { forecaster: "seasonal-naive", isNeural: false, fits: 8, seconds: null },
    { forecaster: "ses", isNeural: false, fits: 9 * 5 + 3, seconds: null },
  ]);
  const first = plan.next() as PlannedTrial;
  plan.finish({ ...chanceEnd(first), seconds: 10 });
  expect(plan.totals().remainingByCost).toEqual([
    { forecaster: "seasonal-naive", isNeural: false, fits: 3, seconds: 6 },
    { forecaster: "ses", isNeural: false, fits: 48, seconds: 96 },
  ]);
});

test("what the last stage takes is known as the selection goes on, and is no debt once it is open", () => {
  const plan = planOf({ preset: "full", models: ["ses"] }, [monthly("a", 100)]);
  expect(plan.dueByCost()).toEqual([]);
  const owed: number[] = [];
  for (let trial = plan.next(); trial !== null && trial.stage !== "held-out"; trial = plan.next()) {
    plan.finish({ ...chanceEnd(trial), seconds: 10 });
    owed.push(plan.dueByCost().reduce((sum, { fits }) => sum + fits, 0));
  }
  // Three origins are held back. The second method of a forecaster adds nothing, and the last trial opens the stage.
  expect(owed).toEqual([3, 6, 6, 6, 6, 6, 6, 6, 6, 0]);
  expect(plan.totals().remainingByCost.map(({ fits }) => fits)).toEqual([3, 3]);
});
