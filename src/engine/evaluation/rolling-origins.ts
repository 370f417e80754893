import { EngineError } from "#domain/errors";

export interface RollingOrigins {
  /** Length of the series. */
  readonly steps: number;
  readonly horizonSteps: number;
  /** How many origins at most. */
  readonly count: number;
  /** Distance between two origins; the horizon by default, so that no step is forecast twice. */
  readonly strideSteps?: number;
  /** Steps that the earliest origin must still see. */
  readonly minContextSteps: number;
}

/**
 * The last `count` origins that have a whole horizon of observations after them, earliest first. −k means that the last k
 * steps are hidden; the latest is therefore −horizon. Shorter series give fewer of them, possibly none.
 */
export function rollingOrigins(wanted: RollingOrigins): number[] {
  const stride = wanted.strideSteps ?? wanted.horizonSteps;
  if (!(stride >= 1 && wanted.horizonSteps >= 1 && wanted.count >= 0)) {
    throw new EngineError("wrong-arguments", "Horizon and stride of a backtest are at least one step.");
  }
  const origins: number[] = [];
  for (let index = 0; index < wanted.count; index++) {
    const origin = -(wanted.horizonSteps + index * stride);
    if (wanted.steps + origin < Math.max(1, wanted.minContextSteps)) break;
    origins.push(origin);
  }
  return origins.reverse();
}

/** What a forecast at `origin` may see, and what it is compared with. Views of `values`, not copies. */
export function splitAt(
  values: Float64Array,
  origin: number,
  horizonSteps: number,
): { readonly context: Float64Array; readonly actuals: Float64Array } {
  const end = values.length + origin;
  if (origin > 0 || end < 1) {
    throw new EngineError(
      "origin-out-of-range",
      `The origin ${origin} lies outside a series of ${values.length} steps.`,
    );
  }
  return {
    context: values.subarray(0, end),
    actuals: values.subarray(end, Math.min(values.length, end + horizonSteps)),
  };
}
