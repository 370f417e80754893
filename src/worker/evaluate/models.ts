/** The statistical models that the evaluate process runs, by id. */
import { finishQuantiles } from "#engine/density";
import { EngineError } from "#engine/errors";
import {
  arima,
  combination,
  croston,
  ets,
  type Forecaster,
  isIntermittent,
  multiSeasonal,
  seasonalNaive,
  theta,
} from "#engine/statistics";
import { baselineModel } from "#contract/worker";
import type { KnownSeries } from "./known-series.ts";

interface StatisticalModel {
  readonly forecaster: Forecaster;
  /** WQL relative to seasonal naive that is expected before a series has been looked at. */
  readonly expectedRatio: number;
}

/** Expectations are the accuracy benchmark's geometric means, those it lacks a guess between them. */
const models: readonly StatisticalModel[] = [
  { forecaster: seasonalNaive, expectedRatio: 1 },
  { forecaster: ets, expectedRatio: 0.95 },
  { forecaster: theta, expectedRatio: 0.9 },
  { forecaster: arima, expectedRatio: 0.9 },
  { forecaster: multiSeasonal([]), expectedRatio: 0.92 },
  { forecaster: croston, expectedRatio: 1 },
  { forecaster: combination, expectedRatio: 0.87 },
];

const neuralExpectedRatio = 0.65;

/** From here on fits take longer than they are worth in a choice, and seasons within seasons begin to matter. */
const longestShortSeason = 12;

export const forecasters: readonly Forecaster[] = models.map(({ forecaster }) => forecaster);

export function expectedRatioOf(model: string): number {
  return models.find(({ forecaster }) => forecaster.id === model)?.expectedRatio ?? neuralExpectedRatio;
}

/** Networks of one making err alike. */
export function familyOf(model: string): { readonly family?: string } {
  return models.some(({ forecaster }) => forecaster.id === model) ? {} : { family: "network" };
}

/** The models that a choice tries for a series: quick ones that can follow what it shows. */
export function suitableModels({ values, seasonSteps }: KnownSeries): readonly string[] {
  const bySeason = seasonSteps <= longestShortSeason ? [ets.id, theta.id] : [theta.id, "mstl"];
  return [baselineModel, ...bySeason, ...(isIntermittent(values) ? [croston.id] : [])];
}

/**
 * One statistical forecast of what follows `values`: [levels × horizon], row-major, rising with the level, not below zero
 * where the series never is.
 */
export function statisticalForecast(
  id: string,
  { values, seasonSteps, seasonLengths, isNonNegative }: KnownSeries,
  horizon: number,
  levels: readonly number[],
): Float32Array {
  const model = models.find(({ forecaster }) => forecaster.id === id);
  if (model === undefined) throw new EngineError("model-not-found", `There is no statistical model "${id}".`);
  const forecaster = id === "mstl" ? multiSeasonal(seasonLengths) : model.forecaster;
  const native = forecaster.forecast(values, seasonSteps, horizon, levels);
  return finishQuantiles({ levels, horizon, values: native }, isNonNegative);
}
