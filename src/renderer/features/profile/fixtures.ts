/** Small, plain profiles for tests. Not part of the application. */
import type { ProfiledSeriesRow, Profiling } from "#domain/job";
import type { SeriesProfile, ValueSummary } from "#domain/profile";

export function summaryOf(part: Partial<ValueSummary> = {}): ValueSummary {
  return {
    steps: 48,
    observed: 48,
    missing: 0,
    gaps: { count: 0, longestSteps: 0, longestFromStep: null },
    firstStep: 0,
    lastStep: 47,
    first: 0,
    last: 47,
    min: 0,
    max: 47,
    sum: 1128,
    mean: 23.5,
    median: 23.5,
    deviation: 14,
    skewness: 0,
    quantiles: [0, 2, 12, 23.5, 35, 45, 47],
    zeros: 1,
    negatives: 0,
    distinct: 48,
    isConstant: false,
    isWhole: true,
    histogram: { edges: [0, 24, 48], counts: [24, 24] },
    ...part,
  };
}

export function profileOf(series: string, part: Partial<SeriesProfile> = {}): SeriesProfile {
  return {
    series,
    summary: summaryOf(),
    seasons: [],
    trend: { strength: 0.9, direction: "rising", slope: 1, change: 47 },
    autocorrelation: { values: [0.9, 0.8], limit: 0.28, strongestLag: 1, whiteness: null },
    stationarity: null,
    demand: { class: "smooth", interval: 1.02, variation: 0.3, zeroShare: 0.02 },
    changepoints: { list: [], penalty: 10, noise: 1 },
    anomalies: { list: [], total: 0, threshold: 4 },
    forecastability: { explained: 0.9, value: 0.8 },
    notes: [],
    ...part,
  };
}

export function rowOf(series: string, part: Partial<ProfiledSeriesRow> = {}): ProfiledSeriesRow {
  return { series, summary: summaryOf(), profile: profileOf(series), error: null, ...part };
}

export function progressOf(part: Partial<Profiling> = {}): Profiling {
  return {
    dataset: "d",
    state: "running",
    job: "j",
    series: 10,
    summarised: 10,
    profiled: 3,
    failed: 1,
    share: 0.4,
    etaSeconds: 90,
    error: null,
    ...part,
  };
}
