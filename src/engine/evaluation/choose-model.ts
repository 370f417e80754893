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
  /** Quantile loss relative to the baseline, a geometric mean over the origins that it is rated on; NaN without one. */
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

/** With fewer past origins none of them is held back. */
const fewestToHoldBack = 3;

/**
 * What to forecast a series with, from forecasts at past origins only, and never anything that did worse there than the
 * baseline.
 *
 * 0. The latest third of the origins is held back: what was chosen for having done best on a few origins did so partly by luck, and
 *    would be stated better than it is. Models are rated, and a combination is weighted, on the origins before them.
 * 1. Every model is rated: at each origin its pinball loss is compared with the baseline's on a logarithmic scale, and the mean
 *    is drawn towards the model's expected ratio, the more the fewer origins there are, since two or three say little.
 * 2. A model stays only if neither its mean log ratio nor its pooled loss (and so its WQL) is above the baseline's, and its pooled
 *    loss isn't at the origins that were held back either.
 * 3. Those that stay are weighted by the inverse of their ratio to the power of 8, as with exponential weights on log losses
 *    (Vovk 1990; Timmermann 2006 on why simple weights beat estimated ones), and their quantiles averaged. The average is
 *    taken where its pooled loss is below that of the best single model, and stays by the same rule, otherwise that model. Where none are
 *    held back it is never taken: a pair of origins can't tell what averaging is worth.
 *
 * The ratio that is stated is that of the origins held back. Without an origin to compare at, the model with the lowest expectation
 * is taken as it is.
 */
export function chooseModel(input: ChoiceInput): ModelChoice {
  const { candidates, baselineId, names = {}, originWeight = 1 } = input;
  const { seen, heldBack } = splitOrigins(candidates, baselineId);
  const baseline = candidateOf(candidates, baselineId);
  const holds = (candidate: Candidate): boolean => !(pooledRatio(candidate, baseline, heldBack) > 1);
  const ranked = rankModels(candidates, baselineId, originWeight, seen);
  const fit = ranked.filter(
    (model) => model.id === baselineId || (isNoWorse(model) && holds(candidateOf(candidates, model.id))),
  );
  const best = fit[0] as RankedModel;
  const origins = seen.length + heldBack.length;
  /** Of the origins held back where there are any. */
  const stated = (candidate: Candidate): number =>
    pooledRatio(candidate, baseline, heldBack.length > 0 ? heldBack : seen);
  const chosen = (members: readonly Member[], ratio: number): ModelChoice => {
    const choice = { members, ranked, origins, ratio };
    return { ...choice, reason: reasonOf(choice, heldBack.length, baselineId, names) };
  };
  const members =
    heldBack.length === 0
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
    const rated = rankModels([...candidates, combined], baselineId, 1, seen).find(({ id }) => id === "");
    if (rated !== undefined && isNoWorse(rated) && rated.pooledRatio < best.pooledRatio && holds(combined))
      return chosen(members, stated(combined));
  }
  return chosen([{ model: best.id, weight: 1 }], stated(candidateOf(candidates, best.id)));
}

/** @throws EngineError model-not-found */
function candidateOf(candidates: readonly Candidate[], id: string): Candidate {
  const found = candidates.find((candidate) => candidate.id === id);
  if (found === undefined) throw new EngineError("model-not-found", `The baseline ${id} is not among the models.`);
  return found;
}

const isNoWorse = ({ measuredRatio, pooledRatio: pooled }: RankedModel): boolean => !(measuredRatio > 1 || pooled > 1);

/** Places of the origins that all models have a score at; the latest third of them is held back. */
function splitOrigins(
  candidates: readonly Candidate[],
  baselineId: string,
): { readonly seen: readonly number[]; readonly heldBack: readonly number[] } {
  const usable = candidateOf(candidates, baselineId).scores.flatMap((score, origin) =>
    score.steps > 0 && candidates.every((one) => (one.scores[origin]?.steps ?? 0) > 0) ? [origin] : [],
  );
  const end = usable.length < fewestToHoldBack ? usable.length : usable.length - Math.floor(usable.length / 3);
  return { seen: usable.slice(0, end), heldBack: usable.slice(end) };
}

const lossAt = ({ scores }: Candidate, origin: number): number => scores[origin]?.pinballSum ?? 0;

/** 1 where both lost the same, even nothing; NaN without an origin. */
function pooledRatio(candidate: Candidate, baseline: Candidate, origins: readonly number[]): number {
  const pooled = (one: Candidate): number => origins.reduce((sum, origin) => sum + lossAt(one, origin), 0);
  const [loss, against] = [pooled(candidate), pooled(baseline)];
  return loss === against && origins.length > 0 ? 1 : loss / against;
}

/** Best first; equal ratios leave the models as they were given. */
function rankModels(
  candidates: readonly Candidate[],
  baselineId: string,
  originWeight: number,
  origins: readonly number[],
): readonly RankedModel[] {
  const baseline = candidateOf(candidates, baselineId);
  const evidence = origins.length * originWeight;
  const ranked = candidates.map((candidate): RankedModel => {
    const mean =
      origins.reduce((sum, origin) => sum + logRatio(lossAt(candidate, origin), lossAt(baseline, origin)), 0) /
      origins.length;
    const prior = priorOrigins * Math.log(candidate.expectedRatio);
    return {
      id: candidate.id,
      measuredRatio: Math.exp(mean),
      ratio: Math.exp(((origins.length === 0 ? 0 : mean * evidence) + prior) / (evidence + priorOrigins)),
      pooledRatio: pooledRatio(candidate, baseline, origins),
    };
  });
  return ranked.toSorted((left, right) => left.ratio - right.ratio);
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
  heldBack: number,
  baselineId: string,
  names: Readonly<Record<string, string>>,
): string {
  const nameOf = (id: string): string => names[id] ?? id;
  const lossOf = (member: Member | undefined): number =>
    ranked.find(({ id }) => id === member?.model)?.pooledRatio ?? Number.NaN;
  const [first] = members;
  const what =
    members.length === 1
      ? nameOf(first?.model ?? "")
      : `Combination of ${members.map(({ model, weight }) => `${nameOf(model)} ${weight.toFixed(2)}`).join(", ")}`;
  if (origins === 0) return `${what}: the history is too short to compare models on it.`;
  const past = (number: number): string => `${number} past ${number === 1 ? "forecast" : "forecasts"}`;
  const seen = origins - heldBack;
  if (first?.model === baselineId) {
    const again = heldBack === 0 ? "" : ` and again in the ${heldBack} held back after them`;
    return `${what}: no other model did better in ${past(seen)}${again}.`;
  }
  const against = `${ratio.toFixed(2)} of the quantile loss of ${nameOf(baselineId)}`;
  const isLowest =
    members.length > 1 || ranked.every((one) => one.id === first?.model || !(one.pooledRatio < lossOf(first)));
  const elsewhere = isLowest ? "" : ", and better elsewhere";
  return heldBack === 0
    ? `${what}: ${against} in ${past(origins)}, too few to hold any back${elsewhere}.`
    : `${what}: ${against} in ${past(heldBack)} held back, chosen by the ${seen} before${elsewhere}.`;
}
