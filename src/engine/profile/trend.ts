import type { Trend, TrendDirection } from "#domain/profile";
import { LeastSquares, normalQuantile } from "#engine/numerics";
import { medianOf, withoutSpikes } from "./robust.ts";
import type { Parts } from "./parts.ts";
import { observedOf, share, variance } from "./seasons.ts";

const significance = 0.002;
/** Pairs of places that slopes are taken of. */
const slopePlaces = 200;

export function describeTrend(parts: Parts): Trend {
  const { trend, remainder, withoutSeasons } = parts;
  const around = variance(observedOf(withoutSeasons, parts));
  return {
    strength: share(variance(observedOf(remainder, parts)), around),
    direction: directionOf(parts),
    slope: medianSlope(trend),
    change: (trend.at(-1) as number) - (trend[0] as number),
  };
}

/**
 * The slope of a line through the values without seasons, against its standard error with the long-run variance of a first-order
 * autoregression, whose coefficient is corrected for its bias (Kendall 1954; Andrews & Monahan 1992). A walk has hardly ever a trend.
 */
function directionOf(parts: Parts): TrendDirection {
  const values = withoutSpikes(parts.steady);
  const count = values.length;
  const regression = new LeastSquares(values);
  regression.add(new Float64Array(count).fill(1));
  const steps = observedSteps(parts);
  regression.add(steps);
  const { coefficients, errors, sumOfSquares } = regression.solve();
  const slope = coefficients[1] ?? 0;
  if (slope === 0) return "none";
  const direction = slope > 0 ? "rising" : "falling";
  if (!(sumOfSquares > 0)) return direction;
  let products = 0;
  for (let at = 1; at < count; at++) products += (errors[at] as number) * (errors[at - 1] as number);
  const raw = products / sumOfSquares;
  const root = Math.max(0, Math.min(1 - 1 / count, raw + (2 + 4 * raw) / count));
  const longRun = ((sumOfSquares / (count - 2)) * (1 + root)) / (1 - root);
  const error = Math.sqrt(longRun / (count * variance(steps)));
  return Math.abs(slope) > normalQuantile(1 - significance / 2) * error ? direction : "none";
}

function observedSteps({ isObserved }: Parts): Float64Array {
  return Float64Array.from(isObserved, (_, at) => at).filter((at) => isObserved[at] === 1);
}

/** Theil (1950), Sen (1968); of a long trend at evenly spaced places. */
function medianSlope(trend: Float64Array): number {
  const count = trend.length;
  const places = Math.min(count, slopePlaces);
  const steps = Array.from({ length: places }, (_, place) =>
    Math.round((place * (count - 1)) / Math.max(1, places - 1)),
  );
  const slopes = new Float64Array((places * (places - 1)) / 2);
  let index = 0;
  for (let late = 1; late < places; late++)
    for (let early = 0; early < late; early++) {
      const [from, to] = [steps[early] as number, steps[late] as number];
      slopes[index++] = ((trend[to] as number) - (trend[from] as number)) / (to - from);
    }
  return index === 0 ? 0 : medianOf(slopes);
}
