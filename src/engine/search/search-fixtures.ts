/** What tests of a search start from: settings, series, a small catalogue, and a search that is run to its end. */
import { type SearchSettings, usualSearch } from "#domain/job";
import { nothingScored, type PastScore } from "#domain/score";
import type { Forecaster, ForecasterInfo } from "#engine/forecasters/base";
import { Catalogue, forecasters } from "#engine/forecasters/catalogue";
import type { FinishedTrial, PlannedModel, PlannedTrial, SearchedSeries } from "./plan-types.ts";
import { SearchPlan } from "./search-plan.ts";

export const settings: SearchSettings = {
  ...usualSearch,
  horizon: 6,
};

/** A positive monthly series with a trend and a season. */
export function monthly(id: string, steps: number): SearchedSeries {
  const values = Float64Array.from(
    { length: steps },
    (_, step) => (100 + step) * (1 + 0.2 * Math.sin((step * Math.PI) / 6)),
  );
  return { id, values, usualSeasons: [12] };
}

export const network: PlannedModel = { id: "net", name: "Network", maxHorizonSteps: 64 };

/** Forecasters with parameters, as far as a plan looks at them; they are not fitted. */
export const smallCatalogue = new Catalogue([
  forecasters.baseline,
  named({
    id: "ets",
    name: "ETS",
    gainsFromTransform: true,
    space: [{ kind: "choice", name: "error", description: "", values: ["A", "M"] }],
  }),
  named({
    id: "ses",
    name: "SES",
    space: [{ kind: "number", name: "alpha", description: "", min: 0, max: 1, grid: [0.1, 0.3, 0.5, 0.7, 0.9] }],
  }),
  named({
    id: "average",
    name: "Average",
    space: [{ kind: "number", name: "window", description: "", min: 2, max: 20, isWhole: true, grid: [2, 6, 10] }],
  }),
  named({ id: "late", name: "Late", needs: { observations: 1000 } }),
]);

function named(info: Pick<ForecasterInfo, "id" | "name"> & Partial<ForecasterInfo>): Forecaster {
  return {
    description: "",
    family: "smoothing",
    version: "1",
    cost: "quick",
    needs: { observations: 2 },
    expectedRatio: 1,
    ...info,
    fit: () => {
      throw new Error("it is not fitted");
    },
  };
}

/** The score of a forecast that was off by so many of its units, over a horizon of 6 steps. */
export function scoreOf(error: number, steps = 6): PastScore {
  const size = Math.abs(error) * steps;
  return {
    ...nothingScored,
    steps,
    mase: steps === 0 ? Number.NaN : Math.abs(error),
    errorSum: error * steps,
    absoluteErrorSum: size,
    squaredErrorSum: error * error * steps,
    percentageErrorSum: size / 100,
    nonZeroSteps: steps,
    pinballSum: size * 2,
    absoluteActualSum: 100 * steps,
    crpsSum: size / 2,
    seasonalScale: 1,
    squaredSeasonalScale: 1,
  };
}

/** A number in [0, 1) that follows from a text: FNV-1a. */
export function hashOf(text: string): number {
  let hash = 2_166_136_261;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 16_777_619) >>> 0;
  return hash / 2 ** 32;
}

/** What a trial comes to: by chance of its name, with ties, failures and forecasts that nothing is known of among them. */
export function chanceEnd(trial: PlannedTrial): FinishedTrial {
  const { series, method, stage } = trial;
  const chance = hashOf(`${series} ${method} ${stage}`);
  const state = chance > 0.1 ? "completed" : chance > 0.05 ? "failed" : "timed-out";
  return { series, method, stage, state, past: state === "completed" ? chancePast(trial) : [], seconds: 0.5 };
}

function chancePast({ series, method, origins }: PlannedTrial): PastScore[] {
  return origins.map((origin) => {
    const error = Math.floor(hashOf(`${method} ${origin} ${series}`) * 8) / 4;
    return scoreOf(error, hashOf(`gap ${origin} ${series}`) < 0.1 ? 0 : 6);
  });
}

/** The same, but that the baseline can always be fitted, so that each series has something to fall back on. */
export function chanceEndOverBaseline(trial: PlannedTrial): FinishedTrial {
  const end = chanceEnd(trial);
  return trial.method === smallCatalogue.baseline.id ? { ...end, state: "completed", past: chancePast(trial) } : end;
}

/** All trials in the plan's order, each ended before the next is handed out. */
export function runAll(plan: SearchPlan, end: (trial: PlannedTrial) => FinishedTrial): FinishedTrial[] {
  const finished: FinishedTrial[] = [];
  for (let trial = plan.next(); trial !== null; trial = plan.next()) {
    const ended = end(trial);
    finished.push(ended);
    plan.finish(ended);
  }
  return finished;
}

export function trialsOf(finished: readonly FinishedTrial[]): (series: number) => FinishedTrial[] {
  return (series) => finished.filter((trial) => trial.series === series);
}

export function planOf(change: Partial<SearchSettings>, series: readonly SearchedSeries[]): SearchPlan {
  return new SearchPlan({ ...settings, ...change }, series, smallCatalogue, [network]);
}
