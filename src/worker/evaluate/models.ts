/** How the evaluate process uses the catalogue of statistical models. */
import { type Catalogue, factsOf } from "#engine/forecasters/catalogue";
import type { KnownSeries } from "#engine/forecasters/method";

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
