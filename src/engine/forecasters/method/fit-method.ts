import type { Method, Transform } from "#domain/method";
import type { Signal } from "#engine/concurrency";
import type { Fitted } from "#engine/forecasters/base";
import type { Catalogue } from "#engine/forecasters/catalogue";
import { boxCox, guerreroLambda, inverseBoxCox } from "./box-cox.ts";
import type { KnownSeries } from "./known-series.ts";

/** A method fitted to one series. Quantiles are in the units of the series. */
export interface FittedMethod extends Fitted {
  /** What the residuals and the parameters are of: the values as they are, or transformed. */
  readonly scale: Transform;
}

/**
 * Transforms the values, fits, and takes the transform back off the quantiles, which a rising function maps exactly: the median
 * stays a median, where a mean would not stay a mean. λ of Box and Cox comes from the given values alone.
 *
 * Where the transform is not defined for the values, or a forecast leaves what numbers can say, seasonal naive of the values as they are
 * takes the method's place, as it does for forecasters that lack something.
 *
 * @param method checked by the catalogue
 * @throws EngineError, CancelledError as forecasters do
 */
export function fitMethod(
  catalogue: Catalogue,
  { forecaster: id, parameters, transform, seasonLength }: Method,
  known: Pick<KnownSeries, "values" | "seasonSteps" | "seasonLengths">,
  signal?: Signal,
): FittedMethod {
  const forecaster = catalogue.get(id);
  const { values } = known;
  const seasonSteps = seasonLength ?? known.seasonSteps;
  const seasons = seasonLength === null ? known.seasonLengths : seasonLength > 1 ? [seasonLength] : [];
  const options = { seasons, parameters };
  if (transform === "none") return { ...forecaster.fit(values, seasonSteps, options, signal), scale: "none" };
  const standIn = (): Fitted => catalogue.baseline.fit(values, seasonSteps, { seasons }, signal);
  if (values.some((value) => value <= 0)) return { ...standIn(), scale: "none" };
  const lambda = transform === "log" ? 0 : guerreroLambda(values, seasonSteps);
  const fitted = forecaster.fit(boxCox(values, lambda), seasonSteps, options, signal);
  return {
    residuals: fitted.residuals,
    parameters: { ...fitted.parameters, ...(transform === "log" ? {} : { lambda }) },
    scale: transform,
    predict(horizonSteps, levels) {
      const table = fitted.predict(horizonSteps, levels).map((value) => inverseBoxCox(value, lambda));
      return table.every(Number.isFinite) ? table : standIn().predict(horizonSteps, levels);
    },
  };
}
