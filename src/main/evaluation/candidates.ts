/** What can be compared on one series, and why something does not suit it. */
import { withInfluences } from "#domain/influence";
import { automaticModel, type ModelInfo, suitsFrequency } from "#domain/model";
import type { IngestedSeries } from "#domain/series";
import { factsOf, familiesOf, forecasters, whyUnsuitable } from "#engine/forecasters/catalogue";
import { frequencyName } from "#engine/format";
import { composedModels, withInfluencesName } from "./composed-models.ts";

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

/**
 * @param influences what is in use for the dataset, whether it helps the series or not; null without any
 * @throws EngineError `series-too-short` without any observation
 */
export function candidatesOf(
  series: IngestedSeries,
  horizonSteps: number,
  models: readonly ModelInfo[],
  influences: { readonly id: string; readonly subject: string } | null = null,
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
  const groups = [
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
  if (influences === null) return groups;
  const influenced = groups
    .flatMap((group) => group.models)
    .filter(({ reason }) => reason === null)
    .map(({ id, name }) => ({
      id: withInfluences(id, influences.id),
      name: withInfluencesName(name),
      description: `Knows of ${influences.subject}`,
      reason: null,
    }));
  return [...groups, { title: "With influences", models: influenced }];
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
