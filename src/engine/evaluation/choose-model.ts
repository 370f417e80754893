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
  /** What is used where nothing is chosen, and what a choice must do better than where it was not chosen by. Among the candidates. */
  readonly referenceId?: string;
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

/** What a choice saves against the reference must be more than this share, or the reference it is. */
const leastGain = 0.01;

/** With fewer past origins none of them is held back. */
const fewestToHoldBack = 3;

/**
 * What to forecast a series with, from forecasts at past origins only, and never anything that did worse there than the
 * baseline.
 *
 * 1. Every model is rated: at each origin its pinball loss is compared with the baseline's on a logarithmic scale, and the mean
 *    is drawn towards the model's expected ratio, the more the fewer origins there are, since two or three say little.
 * 2. A model stays only if neither its mean log ratio nor its pooled loss (and so its WQL) is above the baseline's.
 * 3. Those that stay are weighted by the inverse of their ratio to the power of 8, as with exponential weights on log losses
 *    (Vovk 1990; Timmermann 2006 on why simple weights beat estimated ones), and their quantiles averaged. The average is
 *    taken where its pooled loss is below that of the best single model, otherwise that model.
 * 4. What did best on a few origins did so partly by luck. So the choice is made again without each of the origins, and scored at
 *    the one that was held back (leave-one-out of the whole procedure: Stone 1974; Varma & Simon 2006). Where these losses
 *    together are above the baseline's, or their mean log ratio is, the baseline it is. The ratio that is stated is theirs.
 *
 *    With a reference the choice has to do better than that, too, by {@link leastGain} on the mean and at all on the pooled loss;
 *    otherwise it is the reference, where that is no worse than the baseline.
 *
 * With one or two origins none is held back, and no average is taken: a pair can't tell what averaging is worth, nor whether anything
 * is better than the reference. Without any, the model with the lowest expectation is taken as it is.
 */
export function chooseModel(input: ChoiceInput): ModelChoice {
  const { candidates, baselineId, referenceId, names = {} } = input;
  const baseline = candidateOf(candidates, baselineId);
  const origins = baseline.scores.flatMap((score, origin) =>
    score.steps > 0 && candidates.every((one) => (one.scores[origin]?.steps ?? 0) > 0) ? [origin] : [],
  );
  const chosen = chooseBy(input, origins);
  const { ranked } = chosen;
  const choice = (members: readonly Member[], ratio: number, test: Test): ModelChoice => {
    const made = { members, ranked, origins: origins.length, ratio };
    return { ...made, reason: reasonOf(made, test, baselineId, names) };
  };
  const [first] = chosen.members;
  const reference = ranked.find(({ id }) => id === referenceId);
  const instead = reference !== undefined && origins.length > 0 && isNoWorse(reference) ? reference : null;
  if (first?.model === baselineId || origins.length < fewestToHoldBack) {
    if (first?.model === baselineId || instead === null)
      return choice(chosen.members, pooledRatio(chosen, baseline, origins), "none");
    return choice([{ model: instead.id, weight: 1 }], instead.pooledRatio, "none");
  }
  const heldBack = { scores: [] as PastScore[] };
  for (const origin of origins) {
    const without = chooseBy(
      input,
      origins.filter((other) => other !== origin),
    );
    heldBack.scores[origin] = without.scores[origin] as PastScore;
  }
  const isReference = chosen.members.length === 1 && first?.model === referenceId;
  if (instead !== null && !isReference) {
    const known = candidateOf(candidates, instead.id);
    if (pooledRatio(heldBack, known, origins) > 1 || meanLogRatio(heldBack, known, origins) > -leastGain)
      return choice([{ model: instead.id, weight: 1 }], instead.pooledRatio, "kept");
  }
  const [ratio, mean] = [pooledRatio(heldBack, baseline, origins), meanLogRatio(heldBack, baseline, origins)];
  return ratio > 1 || mean > 0
    ? choice([{ model: baselineId, weight: 1 }], 1, "passed")
    : choice(chosen.members, ratio, "passed");
}

/** Whether origins were held back, and the reference kept for what they said. */
type Test = "none" | "passed" | "kept";

type Scored = Pick<Candidate, "scores">;

/** What these origins speak for, and its scores at all of them. */
function chooseBy(
  { candidates, baselineId, scoresOf, originWeight = 1 }: ChoiceInput,
  origins: readonly number[],
): Scored & { readonly members: readonly Member[]; readonly ranked: readonly RankedModel[] } {
  const ranked = rankModels(candidates, baselineId, originWeight, origins);
  const fit = ranked.filter((model) => model.id === baselineId || isNoWorse(model));
  const best = fit[0] as RankedModel;
  const members =
    origins.length < fewestToHoldBack - 1
      ? []
      : weightsOf(
          bestOfFamilies(
            fit.filter(({ id }) => id !== baselineId),
            candidates,
          ),
          best,
        );
  if (members.length > 1) {
    const combined = { id: "", scores: scoresOf(members), expectedRatio: 1 };
    const rated = rankModels([...candidates, combined], baselineId, 1, origins).find(({ id }) => id === "");
    if (rated !== undefined && isNoWorse(rated) && rated.pooledRatio < best.pooledRatio)
      return { members, ranked, scores: combined.scores };
  }
  return { members: [{ model: best.id, weight: 1 }], ranked, scores: candidateOf(candidates, best.id).scores };
}

/** @throws EngineError model-not-found */
function candidateOf(candidates: readonly Candidate[], id: string): Candidate {
  const found = candidates.find((candidate) => candidate.id === id);
  if (found === undefined) throw new EngineError("model-not-found", `The baseline ${id} is not among the models.`);
  return found;
}

const isNoWorse = ({ measuredRatio, pooledRatio: pooled }: RankedModel): boolean => !(measuredRatio > 1 || pooled > 1);

const lossAt = ({ scores }: Scored, origin: number): number => scores[origin]?.pinballSum ?? 0;

/** 1 where both lost the same, even nothing; NaN without an origin. */
function pooledRatio(one: Scored, baseline: Scored, origins: readonly number[]): number {
  const pooled = (scored: Scored): number => origins.reduce((sum, origin) => sum + lossAt(scored, origin), 0);
  const [loss, against] = [pooled(one), pooled(baseline)];
  return loss === against && origins.length > 0 ? 1 : loss / against;
}

/** NaN without an origin. */
function meanLogRatio(one: Scored, baseline: Scored, origins: readonly number[]): number {
  return (
    origins.reduce((sum, origin) => sum + logRatio(lossAt(one, origin), lossAt(baseline, origin)), 0) / origins.length
  );
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
    const mean = meanLogRatio(candidate, baseline, origins);
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
  test: Test,
  baselineId: string,
  names: Readonly<Record<string, string>>,
): string {
  const nameOf = (id: string): string => names[id] ?? id;
  const [first] = members;
  const what =
    members.length === 1
      ? nameOf(first?.model ?? "")
      : `Combination of ${members.map(({ model, weight }) => `${nameOf(model)} ${weight.toFixed(2)}`).join(", ")}`;
  if (origins === 0) return `${what}: the history is too short to compare models on it.`;
  const past = `${origins} past ${origins === 1 ? "forecast" : "forecasts"}`;
  if (first?.model === baselineId)
    return test === "passed"
      ? `${what}: what did best in ${past} did worse where each of them was held back.`
      : `${what}: no other model did better in ${past}.`;
  const own = ranked.find(({ id }) => id === first?.model)?.pooledRatio ?? Number.NaN;
  const isLowest = members.length > 1 || ranked.every((one) => !(one.pooledRatio < own));
  const elsewhere = isLowest || test === "kept" ? "" : ", and better elsewhere";
  const how = {
    none: "too few to hold any back",
    passed: "each held back from the choice",
    kept: "each held back from the choice, where nothing else did better",
  }[test];
  return `${what}: ${ratio.toFixed(2)} of the quantile loss of ${nameOf(baselineId)} in ${past}, ${how}${elsewhere}.`;
}
