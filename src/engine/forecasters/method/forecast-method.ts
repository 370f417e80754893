import { finishQuantiles } from "#engine/density";
import { EngineError } from "#domain/errors";
import { deadline } from "#engine/concurrency";
import type { FittedParameters } from "#engine/forecasters/base";
import type { Catalogue } from "#engine/forecasters/catalogue";
import { formatDuration } from "#engine/format";
import { fitMethod } from "./fit-method.ts";
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
 * One forecast by one method of what follows the known values. Backtests, choices, adopted methods and searches have all their statistical
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
  known: KnownSeries,
  horizon: number,
  levels: readonly number[],
  now: () => number,
  fitLimitMs: number = maxFitMs,
): MethodForecast {
  const method = catalogue.method(id);
  const late = (): EngineError =>
    new EngineError(
      "timed-out",
      `${catalogue.methodName(method)} took more than ${formatDuration(fitLimitMs)} for one fit.`,
    );
  const fitted = fitMethod(catalogue, method, known, deadline(now, fitLimitMs, late));
  return {
    quantiles: finishQuantiles({ levels, horizon, values: fitted.predict(horizon, levels) }, known.isNonNegative),
    parameters: fitted.parameters,
  };
}
