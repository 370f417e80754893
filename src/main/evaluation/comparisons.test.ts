import { describe, expect, test } from "vitest";
import { CancelledError, EngineError } from "#domain/errors";
import { nothingScored, type PastScore } from "#domain/score";
import type { ScoredModel } from "./backtests.ts";
import { candidatesOf } from "./candidates.ts";
import { Comparisons, type ComparisonProgress } from "./comparisons.ts";
import { modelOf, openData, seriesOf } from "./evaluation-fixtures.ts";

const { signal } = new AbortController();
const horizon = 4;
const request = { dataset: "d", series: "s", horizon, origins: 8, stride: null };
const allOrigins = [-32, -28, -24, -20, -16, -12, -8, -4];

/** Forecasts that all miss by as much. */
function missing(by: number): PastScore {
  return {
    ...nothingScored,
    steps: horizon,
    mase: by,
    errorSum: horizon * by,
    absoluteErrorSum: horizon * by,
    absoluteActualSum: 100,
    seasonalScale: 1,
  };
}

function scoredOf(model: string, by: number, origins: readonly number[] = allOrigins): ScoredModel {
  const of = (id: string, miss: number) => ({
    model: id,
    past: origins.map((_, index) => missing(miss + index / 10)),
    scores: { MASE: miss, sMAPE: 0, WQL: 0, coverage: { "0.5": 0, "0.8": 0, "0.95": 0 }, steps: 4, origins: 8 },
    skill: 0,
    seconds: 0,
    byStep: [],
  });
  return { origins, scores: of(model, by), baseline: of("seasonal-naive", 2), seconds: 0.5 };
}

type Answer = (model: string, at: readonly number[] | null) => ScoredModel;

function setUp(answer: Answer) {
  const asked: string[] = [];
  const progress: ComparisonProgress[] = [];
  const comparisons = new Comparisons({
    backtests: {
      scoresOf: async (_target, model, { at }) => {
        asked.push(at === null ? model : `${model} at ${at.length}`);
        return answer(model, at);
      },
    },
    datasets: openData(seriesOf(60)),
    models: { list: () => [modelOf("n")] },
  });
  return {
    asked,
    progress,
    run: (models: readonly string[]) =>
      comparisons.run({ ...request, models }, { signal, onProgress: (one) => progress.push(one) }),
  };
}

describe("a comparison", () => {
  const errors: Readonly<Record<string, number>> = { n: 1, ets: 1.5, "seasonal-naive": 2 };
  const byModel: Answer = (model, at) => scoredOf(model, errors[model] ?? 3, at ?? allOrigins);

  test("names a model with influences beside the same without, and scores it after that", async () => {
    const { run, asked } = setUp(byModel);
    const { models } = await run(["ets&c0ffee", "ets", "n"]);
    expect(asked).toEqual(["ets", "ets&c0ffee", "n"]);
    expect(models.map(({ name, isStatistical }) => [name, isStatistical])).toEqual([
      ["ETS, with influences", false],
      ["ETS", true],
      ["N", false],
    ]);
  });

  test("sets each model against the one that errs least, and against seasonal naive", async () => {
    const { run } = setUp(byModel);
    const { leader, models, origins, periods } = await run(["ets", "n", "ses:alpha=0.3"]);
    expect(leader).toBe("n");
    expect(origins).toEqual(allOrigins);
    expect(periods.length).toBeGreaterThan(0);
    expect(models.map(({ id, name, isStatistical, wins }) => [id, name, isStatistical, wins])).toEqual([
      ["ets", "ETS", true, 0],
      ["n", "N", false, 8],
      ["ses:alpha=0.3", "Simple exponential smoothing, α 0.3", true, 0],
    ]);
    const [ets, best] = models;
    expect(best?.difference).toBeNull();
    expect(ets?.difference).toMatchObject({ verdict: "differs", pairs: 8 });
    expect(ets?.scores["skill"]).toBeCloseTo(1 - (1.5 + 0.35) / (2 + 0.35), 9);
    expect(ets?.byOrigin["MAE"]).toHaveLength(8);
    expect(ets?.byOrigin["MAE"]?.[7]).toBeCloseTo(1.5 + 0.7, 9);
  });

  test("begins with what is quick, says which models are left, and gives each row as it comes", async () => {
    const { run, progress, asked } = setUp(byModel);
    const { models } = await run(["auto", "arima", "n", "ets", "seasonal-naive", "ets"]);
    expect(asked).toEqual(["seasonal-naive", "ets", "n", "arima", "auto"]);
    expect(models.map(({ id }) => id)).toEqual(["auto", "arima", "n", "ets", "seasonal-naive"]);
    expect(progress.map(({ total, waiting, row }) => [total, waiting.map(({ id }) => id), row?.id])).toEqual([
      [5, ["seasonal-naive", "ets", "n", "arima", "auto"], undefined],
      [5, ["ets", "n", "arima", "auto"], "seasonal-naive"],
      [5, ["n", "arima", "auto"], "ets"],
      [5, ["arima", "auto"], "n"],
      [5, ["auto"], "arima"],
      [5, [], "auto"],
    ]);
    expect(progress[1]?.waiting[0]?.name).toBe("ETS");
  });

  test("gives a row early with the numbers that it has in the end", async () => {
    const { run, progress } = setUp(byModel);
    const { models, rescored } = await run(["n", "seasonal-naive", "ets"]);
    const early = progress.flatMap(({ row }) => row ?? []);
    expect(early).toHaveLength(3);
    expect(rescored).toEqual([]);
    for (const { origins, ...row } of early) {
      expect(origins).toEqual(allOrigins);
      expect(models.find(({ id }) => id === row.id)).toMatchObject(row);
      expect(row.scores["MASE"]).toBeGreaterThan(0);
    }
  });

  test("has the first of equal ones in the request lead, whichever was quicker", async () => {
    const { run } = setUp((model, at) => scoredOf(model, 1, at ?? allOrigins));
    expect((await run(["arima", "ets"])).leader).toBe("arima");
  });

  test("goes on without a model that fails, whose row has the reason", async () => {
    const { run, progress } = setUp((model, at) => {
      if (model === "arima") throw new EngineError("timed-out", "Too slow.");
      return byModel(model, at);
    });
    const { models, leader } = await run(["arima", "ets", "ses:speed=3"]);
    expect(leader).toBe("ets");
    expect(models[2]).toMatchObject({ id: "ses:speed=3", name: "ses:speed=3" });
    expect(models[0]).toMatchObject({ id: "arima", error: { code: "timed-out" }, scores: {}, byStep: {} });
    expect(models[1]?.error).toBeNull();
    expect(progress.find(({ row }) => row?.id === "arima")?.row).toMatchObject({
      error: { code: "timed-out" },
      scores: {},
      origins: [],
    });
  });

  test("fails where no model can be scored, with the first one's reason", async () => {
    const { run } = setUp((model) => {
      throw new EngineError("series-too-short", `No origin for ${model}.`);
    });
    // Theta is the quicker one.
    await expect(run(["ets", "theta"])).rejects.toThrow("No origin for ets.");
  });

  test("is given up as a whole when it is cancelled", async () => {
    const { run, asked } = setUp(() => {
      throw new CancelledError("user");
    });
    await expect(run(["ets", "theta"])).rejects.toThrow(CancelledError);
    expect(asked).toEqual(["theta"]);
  });

  test("scores all models at the origins that all of them could forecast", async () => {
    const { run, asked, progress } = setUp((model, at) =>
      scoredOf(model, 1, at ?? (model === "n" ? allOrigins.slice(2) : allOrigins)),
    );
    const { origins, models, rescored } = await run(["ets", "n"]);
    expect(asked).toEqual(["ets", "n", "ets at 6"]);
    expect(origins).toEqual(allOrigins.slice(2));
    expect(models.map(({ byOrigin }) => byOrigin["MAE"]?.length)).toEqual([6, 6]);
    expect(rescored).toEqual(["ets"]);
    expect(progress.map(({ row }) => row?.origins.length)).toEqual([undefined, 8, 6]);
  });
});

describe("candidates", () => {
  test("are grouped, and say why they don't suit the series", () => {
    const short = { ...seriesOf(20), seasonLengths: [1] };
    const groups = candidatesOf(short, 80, [
      modelOf("n"),
      modelOf("m", { frequencies: ["hour"] }),
      modelOf("far", { maxHorizonSteps: 99 }),
    ]);
    expect(groups.map(({ title }) => title)).toEqual([
      "Networks",
      "Benchmarks",
      "Smoothing",
      "ARIMA and regression",
      "Intermittent",
      "Combinations",
    ]);
    const reasons = new Map(groups.flatMap(({ models }) => models.map(({ id, reason }) => [id, reason] as const)));
    expect(reasons.get("n")).toBe("N forecasts at most 64 steps ahead.");
    expect(reasons.get("m")).toBe("M is made for other steps; this series is daily.");
    expect(reasons.get("mstl")).toBe("MSTL and ETS is for seasons of 13 steps and more; this series has none.");
    expect([reasons.get("far"), reasons.get("auto"), reasons.get("seasonal-naive")]).toEqual([null, null, null]);
  });

  test("are offered with influences, too, where the file has any and the model suits the series", () => {
    const content = { id: "c0ffee", subject: "holidays" };
    const groups = candidatesOf(seriesOf(60), 80, [modelOf("n"), modelOf("far", { maxHorizonSteps: 100 })], content);
    const { title, models = [] } = groups.at(-1) ?? {};
    expect(title).toBe("With influences");
    expect(models[0]).toEqual({
      ...{ id: "far&c0ffee", name: "FAR, with influences", description: "Knows of holidays", reason: null },
    });
    expect(models.map(({ id }) => id)).not.toContain("n&c0ffee");
    expect(models.map(({ id }) => id)).toContain("ets&c0ffee");
  });
});
