import { seasonalStrength } from "#engine/forecasters/decomposition";
import { differencing, filter } from "./arima-order.ts";

/** Seasonal strength above which the season is differenced away (R's `nsdiffs`; Wang, Smith & Hyndman 2006). */
const strongSeason = 0.64;
/** 5 % point of the KPSS test for a constant level (Kwiatkowski et al. 1992, table 1). */
const kpssLimit = 0.463;
const maxDifferences = 2;

/**
 * How often a series has to be differenced to have a constant level: at the season first, then step by step.
 *
 * @param set differences at the season where they are not to be chosen; those of steps are what is needed beside them
 */
export function neededDifferences(
  values: Float64Array,
  season: number,
  set?: number,
): { readonly d: number; readonly D: number } {
  const D = set ?? neededSeasonal(values, season);
  let d = 0;
  while (d < maxDifferences) {
    const left = filter(values, differencing(d, D, season));
    if (left.length < 3 || isFlat(left) || kpss(left) <= kpssLimit) break;
    d++;
  }
  // More than two differences in all magnify noise.
  return { d: Math.min(d, maxDifferences - (D > 0 && d > 1 ? 1 : 0)), D };
}

function neededSeasonal(values: Float64Array, season: number): number {
  if (season <= 1 || values.length <= 2 * season || isFlat(values)) return 0;
  return seasonalStrength(values, season) > strongSeason ? 1 : 0;
}

function isFlat(values: Float64Array): boolean {
  return values.every((value) => value === values[0]);
}

/** The KPSS statistic for a constant level, Bartlett weights up to lag ⌊3√n / 13⌋. */
function kpss(values: Float64Array): number {
  const count = values.length;
  const mean = values.reduce((sum, value) => sum + value, 0) / count;
  const lags = Math.trunc((3 * Math.sqrt(count)) / 13);
  let partial = 0;
  let squares = 0;
  let long = 0;
  for (let at = 0; at < count; at++) {
    const miss = (values[at] as number) - mean;
    partial += miss;
    squares += partial * partial;
    long += miss * miss;
    for (let lag = 1; lag <= lags && lag <= at; lag++) {
      long += 2 * (1 - lag / (lags + 1)) * miss * ((values[at - lag] as number) - mean);
    }
  }
  return long > 0 ? squares / (count * long) : 0;
}
