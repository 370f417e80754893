import { EngineError } from "#domain/errors";
import { isBeyond, type LimitChances, type LimitRule } from "#domain/threshold";
import { type QuantileFunction, quantileFunction } from "#engine/density";
import type { Paths } from "#engine/paths";

/** The distribution of each step by itself. */
export interface Marginals {
  /** Ascending, in (0, 1). */
  readonly levels: ArrayLike<number>;
  /** [levels × horizon], row-major. */
  readonly quantiles: ArrayLike<number>;
  readonly horizon: number;
  readonly isNonNegative: boolean;
}

/** That a value of this distribution is beyond the limit, in [0, 1]. */
export function chanceBeyond(distribution: QuantileFunction, rule: LimitRule): number {
  switch (rule.kind) {
    case "above":
      return 1 - distribution.cdf(rule.value);
    case "below":
    case "target":
      return distribution.cdfBelow(rule.value);
    case "range":
      return Math.min(1, distribution.cdfBelow(rule.low) + 1 - distribution.cdf(rule.high));
  }
}

/** [horizon] the distribution at each step. */
export function distributionsOf({ levels, quantiles, horizon, isNonNegative }: Marginals): QuantileFunction[] {
  const column = new Float64Array(levels.length);
  return Array.from({ length: horizon }, (_, step) => {
    for (let level = 0; level < column.length; level++) column[level] = quantiles[level * horizon + step] as number;
    return quantileFunction(levels, column, isNonNegative ? { lowerBound: 0 } : {});
  });
}

/**
 * How likely values are beyond a limit: at each step from its own distribution, ever and first from joint paths, because steps hang
 * together. Of a thousand paths none may cross what one future of two thousand does, so what is said of "ever" is never less than what is
 * said of any step.
 *
 * @param paths of the same forecast
 * @param isAbout [horizon] the steps that the limit is about
 */
export function limitChances(
  distributions: readonly QuantileFunction[],
  paths: Paths,
  rule: LimitRule,
  isAbout: readonly boolean[],
): LimitChances {
  const { horizon } = paths;
  if (distributions.length !== horizon || isAbout.length !== horizon)
    throw new EngineError("wrong-arguments", `${distributions.length} distributions do not fit ${horizon} steps.`);
  const at = distributions.map((one, step) => (isAbout[step] === true ? chanceBeyond(one, rule) : null));
  return chancesOf(at, paths, rule, isAbout);
}

/** The same of sums of series, whose steps have no distribution but that of the paths. */
export function sumChances(paths: Paths, rule: LimitRule, isAbout: readonly boolean[]): LimitChances {
  const { horizon, values } = paths;
  if (isAbout.length !== horizon)
    throw new EngineError("wrong-arguments", `${isAbout.length} steps do not fit ${horizon} steps.`);
  const at = isAbout.map((isIt, step) => {
    if (!isIt) return null;
    let count = 0;
    for (let path = 0; path < paths.paths; path++)
      if (isBeyond(rule, values[step * paths.paths + path] as number)) count++;
    return count / paths.paths;
  });
  return chancesOf(at, paths, rule, isAbout);
}

function chancesOf(
  at: readonly (number | null)[],
  paths: Paths,
  rule: LimitRule,
  isAbout: readonly boolean[],
): LimitChances {
  const { horizon } = paths;
  const by = everBy(paths, rule, isAbout);
  let least = 0;
  for (let step = 0; step < horizon; step++) {
    least = Math.max(least, at[step] ?? 0);
    by[step] = Math.max(by[step] as number, least);
  }
  const ever = by[horizon - 1] ?? 0;
  return {
    at,
    by,
    ever,
    first: firstOf(by),
    expectedSteps: at.reduce<number>((sum, chance) => sum + (chance ?? 0), 0),
    steps: isAbout.filter(Boolean).length,
  };
}

/** [horizon] share of paths that were beyond at or before each step. */
export function everBy({ paths, horizon, values }: Paths, rule: LimitRule, isAbout: readonly boolean[]): number[] {
  const crossed = new Uint8Array(paths);
  let count = 0;
  return Array.from({ length: horizon }, (_, step) => {
    if (isAbout[step] === true)
      for (let path = 0; path < paths; path++) {
        if (crossed[path] === 1 || !isBeyond(rule, values[step * paths + path] as number)) continue;
        crossed[path] = 1;
        count++;
      }
    return count / paths;
  });
}

/** @param by chances at or before each step, which never fall */
function firstOf(by: readonly number[]): LimitChances["first"] {
  const ever = by.at(-1) ?? 0;
  if (ever === 0) return null;
  const reached = (share: number): number => by.findIndex((chance) => chance >= share * ever - 1e-12);
  let likeliest = 0;
  let most = 0;
  for (const [step, chance] of by.entries()) {
    const now = chance - (by[step - 1] ?? 0);
    if (now <= most) continue;
    [likeliest, most] = [step, now];
  }
  return { early: reached(0.1), middle: reached(0.5), late: reached(0.9), likeliest };
}
