/** The statistical models that the evaluate process runs, by id. */
import { finishQuantiles } from "#engine/density";
import { EngineError } from "#engine/errors";
import { arima, combination, croston, ets, type Forecaster, seasonalNaive, theta } from "#engine/statistics";
import type { EvaluatedSeries } from "#contract/worker";

interface StatisticalModel {
  readonly forecaster: Forecaster;
  /** WQL relative to seasonal naive that is expected before a series has been looked at. */
  readonly expectedRatio: number;
}

/** Expectations are the accuracy benchmark's geometric means, those it lacks a guess between them. */
const models: readonly StatisticalModel[] = [
  { forecaster: seasonalNaive, expectedRatio: 1 },
  { forecaster: ets, expectedRatio: 0.94 },
  { forecaster: theta, expectedRatio: 0.88 },
  { forecaster: arima, expectedRatio: 0.9 },
  { forecaster: croston, expectedRatio: 0.95 },
  { forecaster: combination, expectedRatio: 0.85 },
];

/** A neural model's: a little worse than the bundled one measured, for the sake of users' own. */
const neuralExpectedRatio = 0.75;

export const forecasters: readonly Forecaster[] = models.map(({ forecaster }) => forecaster);

export function expectedRatioOf(model: string): number {
  return models.find(({ forecaster }) => forecaster.id === model)?.expectedRatio ?? neuralExpectedRatio;
}

/**
 * One statistical forecast of what follows `values`: [levels × horizon], row-major, rising with the level, not below zero
 * where the series never is.
 */
export function statisticalForecast(
  id: string,
  { values, seasonSteps, isNonNegative }: EvaluatedSeries,
  horizon: number,
  levels: readonly number[],
): Float32Array {
  const model = models.find(({ forecaster }) => forecaster.id === id);
  if (model === undefined) throw new EngineError("model-not-found", `There is no statistical model "${id}".`);
  const native = model.forecaster.forecast(values, seasonSteps, horizon, levels);
  return finishQuantiles({ levels, horizon, values: native }, isNonNegative);
}
