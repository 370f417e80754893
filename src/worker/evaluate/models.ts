/** How the evaluate process uses the catalogue of statistical models. */
import { deadline } from "#engine/concurrency";
import { finishQuantiles } from "#engine/density";
import { EngineError } from "#domain/errors";
import { formatDuration } from "#engine/format";
import { type Catalogue, factsOf, type Forecaster } from "#engine/forecasters/catalogue";
import type { KnownSeries } from "./known-series.ts";

type Fitted = ReturnType<Forecaster["fit"]>;

const neuralExpectedRatio = 0.65;

/** Far beyond any fit that is known; one that takes longer will not end in a time that anyone waits for. */
const maxFitMs = 60_000;

export function expectedRatioOf(catalogue: Catalogue, model: string): number {
  return catalogue.find(model)?.expectedRatio ?? neuralExpectedRatio;
}

/** Networks of one making err alike. */
export function familyOf(catalogue: Catalogue, model: string): { readonly family?: string } {
  return catalogue.has(model) ? {} : { family: "network" };
}

/** The models that a choice tries for a series: quick ones that can follow what it shows. */
export function suitableModels(catalogue: Catalogue, { values, seasonSteps }: KnownSeries): readonly string[] {
  return catalogue.suitable(factsOf(values, seasonSteps)).map(({ id }) => id);
}

/**
 * A statistical model fitted to what is known of a series.
 *
 * @param now monotonic milliseconds
 * @throws EngineError `model-not-found`; `timed-out` for a fit of more than a minute
 */
export function fitted(
  catalogue: Catalogue,
  id: string,
  { values, seasonSteps, seasonLengths }: KnownSeries,
  now: () => number,
): Fitted {
  const forecaster = catalogue.get(id);
  const late = new EngineError(
    "timed-out",
    `${forecaster.name} took more than ${formatDuration(maxFitMs)} for one fit.`,
  );
  return forecaster.fit(values, seasonSteps, { seasons: seasonLengths }, deadline(now, maxFitMs, late));
}

/**
 * One statistical forecast of what follows `values`: [levels × horizon], row-major, rising with the level, not below zero
 * where the series never is.
 *
 * @throws EngineError as {@link fitted}
 */
export function statisticalForecast(
  catalogue: Catalogue,
  id: string,
  known: KnownSeries,
  horizon: number,
  levels: readonly number[],
  now: () => number,
): Float32Array {
  const native = fitted(catalogue, id, known, now).predict(horizon, levels);
  return finishQuantiles({ levels, horizon, values: native }, known.isNonNegative);
}
