/** What one row shows of a series' values and of its forecast. */
import { type OverviewFacts, sparkForecast, sparkHistory, sparkStride } from "#domain/overview";
import type { IngestedSeries } from "#domain/series";

/** Of a series, for its range. */
const mostLookedAt = 512;

type Values = Pick<IngestedSeries, "values" | "times" | "seasonLengths">;

export function factsOf(series: readonly Values[]): OverviewFacts {
  const column = (): Float64Array => new Float64Array(series.length).fill(Number.NaN);
  const facts = {
    ...{ lastTime: column(), last: column(), before: column(), beforeTime: column() },
    ...{ lowest: column(), highest: column() },
  };
  for (const [place, one] of series.entries()) {
    const at = lastObserved(one.values);
    const { values, times } = one;
    const before = at - (one.seasonLengths[0] ?? 1);
    facts.last[place] = values[at] ?? Number.NaN;
    facts.lastTime[place] = times[at] ?? Number.NaN;
    facts.before[place] = values[before] ?? Number.NaN;
    facts.beforeTime[place] = times[before] ?? Number.NaN;
    const stride = Math.max(1, Math.floor(values.length / mostLookedAt));
    let [lowest, highest] = [Infinity, -Infinity];
    for (let index = at; index >= 0; index -= stride) {
      const value = values[index] as number;
      // Neither is true of NaN.
      if (value < lowest) lowest = value;
      if (value > highest) highest = value;
    }
    facts.lowest[place] = lowest <= highest ? lowest : Number.NaN;
    facts.highest[place] = lowest <= highest ? highest : Number.NaN;
  }
  return facts;
}

/** What a forecast's last step is compared with: the newest value at its place in the season, or the last observed one. */
export function baseOf(
  { values, times, seasonLengths }: Values,
  horizon: number,
): { readonly value: number; readonly time: number } {
  const season = seasonLengths[0] ?? 1;
  const same = values.length - 1 + horizon - season * Math.ceil(horizon / season);
  const at = season > 1 && Number.isFinite(values[same]) ? same : lastObserved(values);
  return { value: values[at] ?? Number.NaN, time: times[at] ?? Number.NaN };
}

/** Means of the last steps; what lies before the first step is NaN. */
export function fillHistory(target: Float32Array, from: number, values: Float64Array, horizon: number): void {
  const stride = sparkStride(horizon);
  for (let point = 0; point < sparkHistory; point += 1) {
    const end = values.length - (sparkHistory - 1 - point) * stride;
    target[from + point] = meanOf(values, Math.max(0, end - stride), end);
  }
}

/** Means of one level's steps. The last point may stand for fewer of them. */
export function fillForecast(target: Float32Array, from: number, values: Float32Array): void {
  const stride = sparkStride(values.length);
  for (let point = 0; point * stride < values.length && point < sparkForecast; point += 1)
    target[from + point] = meanOf(values, point * stride, Math.min(values.length, (point + 1) * stride));
}

/** −1 without one. */
function lastObserved(values: Float64Array): number {
  let at = values.length - 1;
  while (at >= 0 && Number.isNaN(values[at])) at -= 1;
  return at;
}

function meanOf(values: Float32Array | Float64Array, from: number, to: number): number {
  let sum = 0;
  let count = 0;
  for (let index = from; index < to; index += 1) {
    const value = values[index] as number;
    if (Number.isNaN(value)) continue;
    sum += value;
    count += 1;
  }
  return count === 0 ? Number.NaN : sum / count;
}
