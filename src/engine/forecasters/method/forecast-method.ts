import { finishQuantiles } from "#engine/density";
import { EngineError } from "#domain/errors";
import { parseMethod } from "#domain/method";
import { deadline } from "#engine/concurrency";
import type { FittedParameters } from "#engine/forecasters/base";
import type { Catalogue } from "#engine/forecasters/catalogue";
import { formatDuration } from "#engine/format";
import type { KnownSeries } from "./known-series.ts";

/** Far beyond any fit that is known; one that takes longer will not end in a time that anyone waits for. */
export const maxFitMs = 60_000;

export interface MethodForecast {
  /** [levels × horizon], row-major, rising with the level, not below zero where the series never is. */
  readonly quantiles: Float32Array;
  /** What was estimated. */
  readonly parameters: FittedParameters;
}

/**
 * One forecast by one method of what follows `values`. Backtests, choices, adopted methods and searches have all their statistical
 * forecasts from here.
 *
 * @param id a method's id
 * @param now monotonic milliseconds
 * @param fitLimitMs longest time of the fit
 * @throws EngineError `model-not-found`, `wrong-arguments` for a method that there is not; `timed-out` for a fit beyond the limit
 */
export function forecastMethod(
  catalogue: Catalogue,
  id: string,
  { values, seasonSteps, seasonLengths, isNonNegative }: KnownSeries,
  horizon: number,
  levels: readonly number[],
  now: () => number,
  fitLimitMs: number = maxFitMs,
): MethodForecast {
  const { forecaster: name } = parseMethod(id);
  const forecaster = catalogue.get(name);
  const late = new EngineError(
    "timed-out",
    `${forecaster.name} took more than ${formatDuration(fitLimitMs)} for one fit.`,
  );
  const signal = deadline(now, fitLimitMs, late);
  const fitted = forecaster.fit(values, seasonSteps, { seasons: seasonLengths }, signal);
  const native = fitted.predict(horizon, levels);
  return {
    quantiles: finishQuantiles({ levels, horizon, values: native }, isNonNegative),
    parameters: fitted.parameters,
  };
}
