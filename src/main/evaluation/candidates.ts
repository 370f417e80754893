/** What can be compared on one series, and why something does not suit it. */
import { automaticModel, type ModelInfo, suitsFrequency } from "#domain/model";
import type { IngestedSeries } from "#domain/series";
import { factsOf, familiesOf, forecasters, whyUnsuitable } from "#engine/forecasters/catalogue";
import { frequencyName } from "#engine/format";
import { composedModels } from "./composed-models.ts";

export interface Candidate {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  /** Why it does not suit the series, as a sentence; null where it does. */
  readonly reason: string | null;
}

export interface CandidateGroup {
  readonly title: string;
  readonly models: readonly Candidate[];
}

/** @throws EngineError `series-too-short` without any observation */
export function candidatesOf(
  series: IngestedSeries,
  horizonSteps: number,
  models: readonly ModelInfo[],
): CandidateGroup[] {
  const facts = factsOf(series.values, series.seasonLengths[0] ?? 1);
  const networks = models.map((model) => ({
    id: model.id,
    name: model.name,
    description: `Version ${model.version}`,
    reason: whyNot(model, series, horizonSteps),
  }));
  const automatic = composedModels
    .filter(({ id }) => id === automaticModel)
    .map(({ id, name, description }) => ({ id, name, description, reason: null }));
  return [
    { title: "Networks", models: [...networks, ...automatic] },
    ...familiesOf(forecasters).map(({ title, forecasters: members }) => ({
      title,
      models: members.map((forecaster) => ({
        id: forecaster.id,
        name: forecaster.name,
        description: forecaster.description,
        reason: whyUnsuitable(forecaster, facts),
      })),
    })),
  ];
}

function whyNot(model: ModelInfo, { frequency }: IngestedSeries, horizonSteps: number): string | null {
  if (model.state === "refused" || model.state === "damaged")
    return model.reason ?? `${model.name} can't be used here.`;
  if (!suitsFrequency(model.frequencies, frequency))
    return `${model.name} is made for other steps; this series is ${frequencyName(frequency).toLowerCase()}.`;
  if (horizonSteps > model.maxHorizonSteps)
    return `${model.name} forecasts at most ${model.maxHorizonSteps} steps ahead.`;
  return null;
}
