import { rollingOrigins } from "./rolling-origins.ts";

/** Origins that a choice of model rests on, at most; for short horizons as many as it takes to see this many steps. */
const usualOrigins = 8;
const maxOrigins = 12;
const fewestSteps = 24;

export interface ChoiceOrigins {
  /** Earliest first; −k hides the last k steps. Empty where the history is too short. */
  readonly origins: readonly number[];
  readonly strideSteps: number;
  /** What one origin is worth: stride over horizon. */
  readonly originWeight: number;
}

/**
 * Past origins to compare models at: one horizon apart where the history is long enough, closer together where it is not, so
 * that a short series is not judged by a single stretch.
 *
 * @param steps length of the series up to the origin that is forecast from
 * @param minContextSteps steps that the earliest origin must still see
 */
export function choiceOrigins(steps: number, horizonSteps: number, minContextSteps: number): ChoiceOrigins {
  const count = Math.min(maxOrigins, Math.max(usualOrigins, Math.ceil(fewestSteps / horizonSteps)));
  const room = steps - minContextSteps - horizonSteps;
  const strideSteps = Math.max(1, Math.min(horizonSteps, Math.floor(room / (count - 1))));
  const origins = rollingOrigins({ steps, horizonSteps, count, strideSteps, minContextSteps });
  return { origins, strideSteps, originWeight: strideSteps / horizonSteps };
}
