import { EngineError } from "#engine/errors";
import type { OriginScore } from "./origin-score.ts";

export interface Candidate {
  readonly id: string;
  /** One score per past origin; the same origins in the same order for every candidate. */
  readonly scores: readonly OriginScore[];
  /**
   * The error relative to the baseline that is expected before this series has been looked at, such as the ratio that the
   * accuracy benchmark measured; 1 for the baseline itself.
   */
  readonly expectedRatio: number;
}

export interface RankedModel {
  readonly id: string;
  /** Quantile loss relative to the baseline, measured on this series; NaN without a comparable origin. */
  readonly measuredRatio: number;
  /** Measured and expected ratio together; the models are ranked by it. */
  readonly ratio: number;
}

export interface ModelChoice {
  readonly id: string;
  /** Best first. */
  readonly ranked: readonly RankedModel[];
  /** Origins that the choice rests on. */
  readonly origins: number;
  /** Why, in a sentence for people. */
  readonly reason: string;
}

/** The expectation counts as much as this many origins of the series itself. */
const priorOrigins = 2;
/** One odd origin must not decide: a single ratio counts as no more than this factor either way. */
const mostPerOrigin = Math.log(4);

/**
 * The model to use for a series, from forecasts at past origins only.
 *
 * For each origin the pinball loss is compared with the baseline's on a logarithmic scale; the mean over the origins is drawn
 * towards the model's expected ratio, since two or three origins say little. The lowest wins; the baseline stands at 1, so a
 * model that does worse on this series than seasonal naive, by more than its reputation makes up for, is not chosen.
 */
export function chooseModel(
  candidates: readonly Candidate[],
  baselineId: string,
  names: Readonly<Record<string, string>> = {},
): ModelChoice {
  const baseline = candidates.find((candidate) => candidate.id === baselineId);
  if (baseline === undefined) throw new EngineError("model-not-found", `The baseline ${baselineId} is not among the models.`);
  const usable = baseline.scores.map((score, origin) => score.steps > 0 && candidates.every((one) => (one.scores[origin]?.steps ?? 0) > 0));
  const origins = usable.filter(Boolean).length;
  const ranked = candidates.map((candidate): RankedModel => {
    let sum = 0;
    for (let origin = 0; origin < usable.length; origin++) {
      if (!usable[origin]) continue;
      sum += logRatio(candidate.scores[origin]?.pinballSum ?? 0, baseline.scores[origin]?.pinballSum ?? 0);
    }
    const prior = priorOrigins * Math.log(candidate.expectedRatio);
    return {
      id: candidate.id,
      measuredRatio: origins === 0 ? Number.NaN : Math.exp(sum / origins),
      ratio: Math.exp((sum + prior) / (origins + priorOrigins)),
    };
  });
  // A stable order: equal ratios leave the models as they were given.
  ranked.sort((left, right) => left.ratio - right.ratio);
  const [best] = ranked;
  if (best === undefined) throw new EngineError("model-not-found", "There is no model to choose from.");
  return { id: best.id, ranked, origins, reason: reasonOf(best, baselineId, origins, names) };
}

function logRatio(loss: number, baselineLoss: number): number {
  if (loss === baselineLoss) return 0;
  const ratio = Math.log(loss) - Math.log(baselineLoss);
  return Math.min(mostPerOrigin, Math.max(-mostPerOrigin, ratio));
}

function reasonOf(best: RankedModel, baselineId: string, origins: number, names: Readonly<Record<string, string>>): string {
  const name = names[best.id] ?? best.id;
  const baseline = names[baselineId] ?? baselineId;
  if (origins === 0) return `${name}: the history is too short to compare models on it.`;
  const over = `over ${origins} past ${origins === 1 ? "origin" : "origins"}`;
  if (best.id === baselineId) return `${name}: no other model did better ${over}.`;
  const percent = Math.round(Math.abs(1 - best.measuredRatio) * 100);
  if (percent === 0) return `${name}: as good as ${baseline} ${over}, and better elsewhere.`;
  return best.measuredRatio < 1
    ? `${name}: ${percent}\u00a0% less error than ${baseline} ${over}.`
    : `${name}: ${percent}\u00a0% more error than ${baseline} ${over}, but better elsewhere.`;
}
