/** How the evaluate process uses the catalogue of statistical models. */
import { EngineError } from "#domain/errors";
import { deadline } from "#engine/concurrency";
import { type Catalogue, factsOf } from "#engine/forecasters/catalogue";
import { fitMethod, type FittedMethod, type KnownSeries, maxFitMs } from "#engine/forecasters/method";
import { formatDuration } from "#engine/format";

const neuralExpectedRatio = 0.65;

export function expectedRatioOf(catalogue: Catalogue, model: string): number {
  return catalogue.behind(model)?.expectedRatio ?? neuralExpectedRatio;
}

/** Networks of one making err alike. */
export function familyOf(catalogue: Catalogue, model: string): { readonly family?: string } {
  return catalogue.behind(model) === undefined ? { family: "network" } : {};
}

/** The models that a choice tries for a series: quick ones that can follow what it shows. */
export function suitableModels(catalogue: Catalogue, { values, seasonSteps }: KnownSeries): readonly string[] {
  return catalogue.suitable(factsOf(values, seasonSteps)).map(({ id }) => id);
}

/**
 * A statistical method fitted to what is known of a series.
 *
 * @param now monotonic milliseconds
 * @throws EngineError `model-not-found`; `wrong-arguments` for a method that there is not; `timed-out` for a fit of more than a minute
 */
export function fitted(catalogue: Catalogue, id: string, known: KnownSeries, now: () => number): FittedMethod {
  const method = catalogue.method(id);
  const late = (): EngineError =>
    new EngineError(
      "timed-out",
      `${catalogue.methodName(method)} took more than ${formatDuration(maxFitMs)} for one fit.`,
    );
  return fitMethod(catalogue, method, known, deadline(now, maxFitMs, late));
}
