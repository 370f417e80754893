/** What a forecast is made of: the level it starts from, its trend, its season, what influences add, and what is none of these. */
import type { FittedInfluences, ForecastParts } from "#domain/influence";

/** Seasons before the origin that the season's shape is taken from. */
const seasonsBefore = 4;
const fewestBefore = 24;

/**
 * Takes a forecast's median apart. The parts of each step add up to it, whatever they are.
 *
 * @param median [horizon] with influences, in the unit of the series
 * @param seasonSteps 1 = none
 */
export function explainForecast(
  median: Float64Array,
  { remainder, ahead, parts, isRelative }: Pick<FittedInfluences, "remainder" | "ahead" | "parts" | "isRelative">,
  seasonSteps: number,
): ForecastParts {
  const horizon = median.length;
  const without = median.map((value, step) =>
    isRelative ? value / Math.exp(ahead[step] as number) : value - (ahead[step] as number),
  );
  const before = Math.min(remainder.length, Math.max(fewestBefore, seasonsBefore * seasonSteps));
  const past = filled(remainder.slice(remainder.length - before));
  const all = Float64Array.from([...past, ...without]);
  const trend = seasonSteps > 1 && all.length >= 2 * seasonSteps ? movingMean(all, seasonSteps) : movingMean(all, 1);
  const hasSeason = seasonSteps > 1 && all.length >= 2 * seasonSteps;
  const season = hasSeason ? seasonOf(all, trend, seasonSteps) : new Float64Array(all.length);
  const level = past.length === 0 ? (trend[0] as number) : (trend[past.length - 1] as number);
  const tail = (values: Float64Array): Float64Array => values.slice(past.length);
  const trendAhead = tail(trend).map((value) => value - level);
  const seasonAhead = tail(season);
  const influences = parts.map(({ name, kind, ahead: own }) => ({
    ...{ name, kind },
    // Factors have no sum: each has its share of what all of them do.
    values: own.map((value, step) => {
      if (!isRelative) return value;
      const total = ahead[step] as number;
      const added = (median[step] as number) - (without[step] as number);
      return total === 0 ? 0 : (added * value) / total;
    }),
  }));
  const rest = without.map(
    (value, step) => value - level - (trendAhead[step] as number) - (seasonAhead[step] as number),
  );
  return { horizon, median, level, trend: trendAhead, season: seasonAhead, influences, rest };
}

/** Gaps are bridged by the value before, or, at the start, the first. */
function filled(values: Float64Array): Float64Array {
  const first = values.find((value) => !Number.isNaN(value));
  if (first === undefined) return new Float64Array();
  let last = first;
  return values.map((value) => (Number.isNaN(value) ? last : (last = value)));
}

/** Centred, over one season; at the ends over the whole season that is nearest, moved along by the trend beside it. */
function movingMean(values: Float64Array, span: number): Float64Array {
  const { length } = values;
  if (span <= 1) return values.slice();
  const half = Math.floor(span / 2);
  const mean = new Float64Array(length);
  for (let at = half; at < length - half; at++) {
    let sum = 0;
    for (let near = at - half; near <= at + half; near++) {
      // An even season counts its ends by half, so that each of its places weighs alike.
      const weight = span % 2 === 0 && (near === at - half || near === at + half) ? 0.5 : 1;
      sum += weight * (values[near] as number);
    }
    mean[at] = sum / span;
  }
  const [first, last] = [half, length - half - 1];
  const reach = Math.min(span, last - first);
  const slope = (from: number, to: number): number =>
    reach < 1 ? 0 : ((mean[to] as number) - (mean[from] as number)) / reach;
  const [early, late] = [slope(first, first + reach), slope(last - reach, last)];
  for (let at = 0; at < first; at++) mean[at] = (mean[first] as number) - early * (first - at);
  for (let at = last + 1; at < length; at++) mean[at] = (mean[last] as number) + late * (at - last);
  return mean;
}

/** The mean of each place of the season, around zero. */
function seasonOf(values: Float64Array, trend: Float64Array, span: number): Float64Array {
  const sums = new Float64Array(span);
  const counts = new Float64Array(span);
  values.forEach((value, at) => {
    sums[at % span]! += value - (trend[at] as number);
    counts[at % span]! += 1;
  });
  const shape = sums.map((sum, place) => sum / Math.max(1, counts[place] as number));
  const middle = shape.reduce((sum, value) => sum + value, 0) / span;
  return values.map((_, at) => (shape[at % span] as number) - middle);
}
