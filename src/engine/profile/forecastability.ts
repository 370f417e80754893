import type { Forecastability } from "#domain/profile";
import type { Parts } from "./parts.ts";
import { observedOf, periodogram, share, variance } from "./seasons.ts";

/** By so much the entropy of a white periodogram is below the largest, because its heights are random: 1 − Euler's constant. */
const entropyOfChance = 1 - 0.5772156649015329;

/** Goerg (2013): 1 − entropy of the spectrum over the largest, corrected so that white noise has 0 and not a little more. */
export function describeForecastability(parts: Parts): Forecastability {
  const { power } = periodogram(parts.filled);
  const total = power.reduce((sum, own, at) => (at === 0 ? 0 : sum + own), 0);
  let entropy = 0;
  for (let at = 1; at < power.length; at++) {
    const own = (power[at] as number) / total;
    if (own > 0) entropy -= own * Math.log(own);
  }
  const most = Math.log(power.length - 1) - entropyOfChance;
  return {
    explained: share(variance(observedOf(parts.remainder, parts)), variance(observedOf(parts.filled, parts))),
    value: total > 0 ? Math.min(1, Math.max(0, 1 - entropy / most)) : 0,
  };
}
