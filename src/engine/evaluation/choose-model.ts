import { EngineError } from "#domain/errors";
import type { ChosenModel, Member } from "#domain/model";
import type { PastScore } from "#domain/score";

export interface Candidate {
  readonly id: string;
  /** One score per past origin; the same origins in the same order for every candidate. */
  readonly scores: readonly PastScore[];
  /**
   * The error relative to the baseline that is expected before this series has been looked at, such as the ratio that the
   * accuracy benchmark measured; 1 for the baseline itself.
   */
  readonly expectedRatio: number;
  /** Models that err alike: a combination has only the best of them, for their average is hardly better than each. */
  readonly family?: string;
}

export interface RankedModel {
  readonly id: string;
  /** Quantile loss relative to the baseline, a geometric mean over the origins; NaN without a comparable one. */
  readonly measuredRatio: number;
  /** Measured and expected ratio together; the models are ranked by it. */
  readonly ratio: number;
  /** Pooled quantile loss over that of the baseline: the ratio of their WQL. NaN where the baseline's is 0. */
  readonly pooledRatio: number;
}

export interface ModelChoice extends ChosenModel {
  /** Best first. */
  readonly ranked: readonly RankedModel[];
}

export interface ChoiceInput {
  readonly candidates: readonly Candidate[];
  /** What every model is compared with, and what is left where none holds against it. Among the candidates. */
  readonly baselineId: string;
  /** Scores at the same origins of the forecast that averages the members' quantiles with these weights. */
  readonly scoresOf: (members: readonly Member[]) => readonly PastScore[];
  /**
   * What one origin is worth against one that shares no step with its neighbours: stride over horizon, at most 1. Origins
   * that overlap say almost the same.
   */
  readonly originWeight?: number;
  /** Names for the sentence, by model. */
  readonly names?: Readonly<Record<string, string>>;
}

/** The expectation counts as much as this many origins of the series itself. */
const priorOrigins = 2;
/** One odd origin must not decide: a single ratio counts as no more than this factor either way. */
const maxPerOrigin = Math.log(4);
/** Weights fall with this power of a model's ratio: a tenth more error, half the weight. */
const sharpness = 8;
/** Less weight than this changes no forecast that can be seen, and costs a fit. */
const minWeight = 0.1;

/**
 * What to forecast a series with, from forecasts at past origins only, and never anything that did worse there than the
 * baseline.
 *
 * 1. Every model is rated: at each origin its pinball loss is compared with the baseline's on a logarithmic scale, and the mean
 *    is drawn towards the model's expected ratio, since two or three origins say little.
 * 2. A model stays only if neither its mean log ratio nor its pooled loss (and so its WQL) is above the baseline's.
 * 3. Those that stay are weighted by the inverse of their ratio to the power of 8, as with exponential weights on log losses
 *    (Vovk 1990; Timmermann 2006 on why simple weights beat estimated ones), and their quantiles averaged. The average is
 *    taken where its pooled loss is below that of the best single model, otherwise that model.
 *
 * Without an origin to compare at, the model with the lowest expectation is taken as it is.
 */
export function chooseModel(input: ChoiceInput): ModelChoice {
  const { candidates, baselineId, names = {} } = input;
  const { ranked, origins } = rankModels(candidates, baselineId, input.originWeight ?? 1);
  const fit = ranked.filter(
    ({ id, measuredRatio, pooledRatio }) => id === baselineId || !(measuredRatio > 1 || pooledRatio > 1),
  );
  const best = fit[0] as RankedModel;
  const single = { members: [{ model: best.id, weight: 1 }], ranked, origins, ratio: best.pooledRatio };
  const members =
    origins === 0
      ? []
      : weightsOf(
          bestOfFamilies(
            fit.filter(({ id }) => id !== baselineId),
            candidates,
          ),
          best,
        );
  if (members.length > 1) {
    const combined = { id: "", scores: input.scoresOf(members), expectedRatio: 1 };
    const { ranked: both } = rankModels([...candidates, combined], baselineId, 1);
    const { measuredRatio, pooledRatio } = both.find(({ id }) => id === "") as RankedModel;
    if (measuredRatio <= 1 && pooledRatio <= 1 && pooledRatio < best.pooledRatio) {
      const chosen = { members, ranked, origins, ratio: pooledRatio };
      return { ...chosen, reason: reasonOf(chosen, baselineId, names) };
    }
  }
  return { ...single, reason: reasonOf(single, baselineId, names) };
}

/** Best first; equal ratios leave the models as they were given. @throws EngineError model-not-found without the baseline */
export function rankModels(
  candidates: readonly Candidate[],
  baselineId: string,
  originWeight: number,
): { readonly ranked: readonly RankedModel[]; readonly origins: number } {
  const baseline = candidates.find((candidate) => candidate.id === baselineId);
  if (baseline === undefined)
    throw new EngineError("model-not-found", `The baseline ${baselineId} is not among the models.`);
  const usable = baseline.scores.flatMap((score, origin) =>
    score.steps > 0 && candidates.every((one) => (one.scores[origin]?.steps ?? 0) > 0) ? [origin] : [],
  );
  const lossAt = ({ scores }: Candidate, origin: number): number => scores[origin]?.pinballSum ?? 0;
  const pooled = (candidate: Candidate): number => usable.reduce((sum, origin) => sum + lossAt(candidate, origin), 0);
  const evidence = usable.length * originWeight;
  const ranked = candidates.map((candidate): RankedModel => {
    const mean =
      usable.reduce((sum, origin) => sum + logRatio(lossAt(candidate, origin), lossAt(baseline, origin)), 0) /
      usable.length;
    const prior = priorOrigins * Math.log(candidate.expectedRatio);
    const [loss, against] = [pooled(candidate), pooled(baseline)];
    return {
      id: candidate.id,
      measuredRatio: Math.exp(mean),
      ratio: Math.exp(((usable.length === 0 ? 0 : mean * evidence) + prior) / (evidence + priorOrigins)),
      pooledRatio: loss === against && usable.length > 0 ? 1 : loss / against,
    };
  });
  return { ranked: ranked.toSorted((left, right) => left.ratio - right.ratio), origins: usable.length };
}

/** Rated best first, and so are the answers. */
function bestOfFamilies(rated: readonly RankedModel[], candidates: readonly Candidate[]): RankedModel[] {
  const familyOf = (id: string): string => candidates.find((candidate) => candidate.id === id)?.family ?? id;
  return rated.filter(({ id }) => rated.find((other) => familyOf(other.id) === familyOf(id))?.id === id);
}

/** Of models that are rated best first, those that matter. */
function weightsOf(rated: readonly RankedModel[], best: RankedModel): Member[] {
  const normalised = (weights: readonly Member[]): Member[] => {
    const sum = weights.reduce((total, { weight }) => total + weight, 0);
    return weights.map(({ model, weight }) => ({ model, weight: weight / sum }));
  };
  const all = normalised(rated.map(({ id, ratio }) => ({ model: id, weight: (best.ratio / ratio) ** sharpness })));
  return normalised(all.filter(({ weight }) => weight >= minWeight));
}

function logRatio(loss: number, baselineLoss: number): number {
  if (loss === baselineLoss) return 0;
  const ratio = Math.log(loss) - Math.log(baselineLoss);
  return Math.min(maxPerOrigin, Math.max(-maxPerOrigin, ratio));
}

function reasonOf(
  { members, ranked, origins, ratio }: Omit<ModelChoice, "reason">,
  baselineId: string,
  names: Readonly<Record<string, string>>,
): string {
  const nameOf = (id: string): string => names[id] ?? id;
  const [first] = members;
  const isSingle = members.length === 1;
  const what = isSingle
    ? nameOf(first?.model ?? "")
    : `Combination of ${members.map(({ model, weight }) => `${nameOf(model)} ${weight.toFixed(2)}`).join(", ")}`;
  if (origins === 0) return `${what}: the history is too short to compare models on it.`;
  const over = `over ${origins} past ${origins === 1 ? "origin" : "origins"}`;
  if (first?.model === baselineId) return `${what}: no other model did better ${over}.`;
  const against = `${ratio.toFixed(2)} of ${nameOf(baselineId)}`;
  const isLowest = ranked.every(({ pooledRatio }) => !(pooledRatio < ratio));
  return isLowest
    ? `${what}: lowest quantile loss ${over}, ${against}.`
    : `${what}: quantile loss ${over} ${against}, and better elsewhere.`;
}
