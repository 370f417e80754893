import { type Signal, throwIfAborted } from "#engine/concurrency";
import type { FittedParameters, Moments } from "#engine/forecasters/base";
import { type EtsFit, fitEts } from "./ets-fit.ts";
import { etsMoments } from "./ets-forecast.ts";
import { candidateForms, formName, type SetForm } from "./ets-form.ts";

/** Below this many observations the likelihood says nothing that naive would not. */
export const minEtsValues = 8;
/** Models that are fitted from all starting points. */
const refined = 3;

/** Exponential smoothing with its model chosen. */
export interface ChosenEts {
  /** The model with the best AICc. */
  readonly best: EtsFit;
  /**
   * Mean and deviation by the model with the best AICc; null where no model stays sane. A model whose forecast leaves the region
   * of the data by far gives way to the next best: the closed-form variances of relative errors can explode over long horizons.
   */
  moments(horizonSteps: number): Moments | null;
}

/**
 * Null where the series is too short for every model, or not such that one with the parts that are set is defined for it.
 */
export function chooseEts(
  values: Float64Array,
  seasonSteps: number,
  signal?: Signal,
  set: SetForm = {},
): ChosenEts | null {
  if (values.length < minEtsValues) return null;
  const ranked = rankEts(values, seasonSteps, signal, set);
  const [best] = ranked;
  return best === undefined ? null : { best, moments: (horizonSteps) => saneMoments(ranked, values, horizonSteps) };
}

/** Every model that can be fitted, best AICc first; only the best few of a quick search are fitted with care. */
export function rankEts(values: Float64Array, seasonSteps: number, signal?: Signal, set: SetForm = {}): EtsFit[] {
  const isPositive = values.every((value) => value > 0);
  const hasSeason = seasonSteps > 1 && values.length > 2 * seasonSteps;
  const byAicc = (left: EtsFit, right: EtsFit): number => left.aicc - right.aicc;
  return candidateForms(isPositive, hasSeason, set)
    .map((form) => {
      throwIfAborted(signal);
      return fitEts(values, form, seasonSteps, { isQuick: true, signal });
    })
    .filter((fit) => fit !== null)
    .sort(byAicc)
    .map((fit, rank) => (rank < refined ? (fitEts(values, fit.form, seasonSteps, { signal }) ?? fit) : fit))
    .sort(byAicc);
}

export function etsParameters({ form, smoothing, state, variance, aicc }: EtsFit): FittedParameters {
  const { alpha, beta, gamma, phi } = smoothing;
  return {
    method: formName(form),
    alpha,
    ...(form.trend === "N" ? {} : { beta }),
    ...(form.season === "N" ? {} : { gamma }),
    ...(form.trend === "Ad" ? { phi } : {}),
    level: state.level,
    ...(form.trend === "N" ? {} : { slope: state.slope }),
    sigma: Math.sqrt(variance),
    aicc,
  };
}

/** Those of the first model whose forecast stays within ten times the data's range of the data; null where none does. */
export function saneMoments(ranked: readonly EtsFit[], values: Float64Array, horizon: number): Moments | null {
  let lowest = Number.POSITIVE_INFINITY;
  let highest = Number.NEGATIVE_INFINITY;
  for (const value of values) {
    lowest = Math.min(lowest, value);
    highest = Math.max(highest, value);
  }
  const range = highest - lowest || Math.abs(highest) || 1;
  for (const fit of ranked) {
    const moments = etsMoments(fit, horizon);
    const isSane = moments.means.every((mean, step) => {
      const reach = 2 * (moments.deviations[step] as number);
      return mean - reach > lowest - 10 * range && mean + reach < highest + 10 * range;
    });
    if (isSane) return moments;
  }
  return null;
}
