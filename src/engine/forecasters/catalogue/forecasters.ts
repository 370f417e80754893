import { arima } from "#engine/forecasters/arima";
import {
  bootstrap,
  drift,
  movingAverage,
  naive,
  pastValues,
  seasonalMovingAverage,
  seasonalNaive,
} from "#engine/forecasters/baseline";
import { combination } from "#engine/forecasters/ensemble";
import { classicCroston, croston, tsb } from "#engine/forecasters/intermittent";
import { fourierRegression, linearTrend } from "#engine/forecasters/regression";
import {
  additiveHoltWinters,
  dampedHolt,
  dynamicOptimisedTheta,
  dynamicTheta,
  ets,
  holt,
  multiplicativeHoltWinters,
  multiSeasonal,
  optimisedTheta,
  simpleSmoothing,
  theta,
} from "#engine/forecasters/smoothing";
import { Catalogue } from "./catalogue.ts";

/**
 * Every forecaster of the application; lists for people keep this order: first the baseline and what a choice may use, then what
 * is asked for by name, simplest first.
 */
export const forecasters = new Catalogue([
  seasonalNaive,
  ets,
  theta,
  arima,
  multiSeasonal,
  croston,
  combination,
  naive,
  drift,
  movingAverage,
  seasonalMovingAverage,
  linearTrend,
  simpleSmoothing,
  holt,
  dampedHolt,
  additiveHoltWinters,
  multiplicativeHoltWinters,
  optimisedTheta,
  dynamicTheta,
  dynamicOptimisedTheta,
  fourierRegression,
  classicCroston,
  tsb,
  pastValues,
  bootstrap,
]);
