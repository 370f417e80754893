import {
  demandClasses,
  stationarityVerdicts,
  trendDirections,
  type DatasetProfile,
  type ProfiledSeries,
  type SeriesProfile,
  type ValueSummary,
} from "#domain/profile";
import { medianOf } from "./robust.ts";

/**
 * All series of a dataset together.
 *
 * @param summaries of all of its series
 * @param profiles of those that have one by now
 */
export function profileDataset(
  summaries: readonly ValueSummary[],
  profiles: readonly SeriesProfile[] = [],
): DatasetProfile {
  const sum = (of: (summary: ValueSummary) => number): number =>
    summaries.reduce((total, summary) => total + of(summary), 0);
  const count = (is: (summary: ValueSummary) => boolean): number => sum((summary) => (is(summary) ? 1 : 0));
  const lengths = summaries.map(({ steps }) => steps).sort((left, right) => left - right);
  return {
    series: summaries.length,
    steps: sum(({ steps }) => steps),
    observed: sum(({ observed }) => observed),
    missing: sum(({ missing }) => missing),
    seriesWithGaps: count(({ gaps }) => gaps.count > 0),
    longestGapSteps: summaries.reduce((most, { gaps }) => Math.max(most, gaps.longestSteps), 0),
    zeros: sum(({ zeros }) => zeros),
    negatives: sum(({ negatives }) => negatives),
    constantSeries: count(({ isConstant }) => isConstant),
    emptySeries: count(({ observed }) => observed === 0),
    shortestSteps: lengths[0] ?? null,
    medianSteps: middle(lengths),
    longestSteps: lengths.at(-1) ?? null,
    profiled: profiles.length === 0 ? null : pooled(profiles),
  };
}

function pooled(profiles: readonly SeriesProfile[]): ProfiledSeries {
  const strengths = new Map<number, number[]>();
  for (const { seasons } of profiles)
    for (const { length, strength } of seasons ?? []) {
      const own = strengths.get(length);
      if (own === undefined) strengths.set(length, [strength]);
      else own.push(strength);
    }
  return {
    series: profiles.length,
    seasons: [...strengths]
      .map(([length, own]) => ({ length, series: own.length, medianStrength: middle(own) ?? 0 }))
      .sort((left, right) => right.series - left.series || left.length - right.length),
    withoutSeason: profiles.filter(({ seasons }) => seasons?.length === 0).length,
    trends: tally(trendDirections, (profile) => profile.trend?.direction, profiles),
    stationarity: tally(stationarityVerdicts, (profile) => profile.stationarity?.verdict, profiles),
    demand: tally(demandClasses, (profile) => profile.demand?.class, profiles),
    withChangepoints: profiles.filter(({ changepoints }) => (changepoints?.list.length ?? 0) > 0).length,
    withAnomalies: profiles.filter(({ anomalies }) => (anomalies?.total ?? 0) > 0).length,
    anomalies: profiles.reduce((total, { anomalies }) => total + (anomalies?.total ?? 0), 0),
    medianForecastability: middle(
      profiles.flatMap(({ forecastability }) => (forecastability === null ? [] : [forecastability.value])),
    ),
  };
}

function tally<Label extends string>(
  labels: Readonly<Record<Label, unknown>>,
  of: (profile: SeriesProfile) => Label | undefined,
  profiles: readonly SeriesProfile[],
): Record<Label, number> {
  const counts = Object.fromEntries(Object.keys(labels).map((label) => [label, 0])) as Record<Label, number>;
  for (const profile of profiles) {
    const label = of(profile);
    if (label !== undefined) counts[label]++;
  }
  return counts;
}

function middle(values: readonly number[]): number | null {
  return values.length === 0 ? null : medianOf(Float64Array.from(values));
}
