import { type Candidate, chooseModel, type ModelChoice } from "./choose-model.ts";

/**
 * The model to use for a series, never one that did worse on it than the baseline: a model stays in the choice only if neither
 * its mean log ratio to the baseline nor its pooled quantile loss (and so its WQL) is above the baseline's. Reputation decides
 * among those that remain, and never in their favour against the measurement.
 */
export function chooseNeverWorse(
  candidates: readonly Candidate[],
  baselineId: string,
  names: Readonly<Record<string, string>> = {},
): ModelChoice {
  const { ranked } = chooseModel(candidates, baselineId, names);
  const lossOf = (id: string): number =>
    candidates.find((candidate) => candidate.id === id)?.scores.reduce((sum, score) => sum + score.pinballSum, 0) ?? Number.NaN;
  const baselineLoss = lossOf(baselineId);
  const isFit = new Set(
    ranked.filter(({ id, measuredRatio }) => id === baselineId || (measuredRatio <= 1 && lossOf(id) <= baselineLoss)).map(({ id }) => id),
  );
  return chooseModel(candidates.filter(({ id }) => isFit.has(id)), baselineId, names);
}
