import type { AvailabilityOverview, AvailabilityPart, PastHits } from "#domain/availability";
import type { KeptForecast, TrackRecord, VersionsReport } from "#domain/difference";
import type { Forecast } from "#domain/forecast";
import type { OverviewEvidence, OverviewFacts, OverviewForecasts, OverviewSparks } from "#domain/overview";
import type { Decomposition } from "#domain/profile";
import type { PastErrors } from "#domain/score";
import type { ThresholdAnswers, ThresholdRisks } from "#domain/threshold";
import type { SeriesRows, SeriesValues } from "#domain/series";
import type { TotalsReport } from "#domain/totals";
import type { ComparisonReport, ResidualAnswer } from "./comparison.ts";

type Parts = readonly (ArrayBufferView | string)[];

/** The numbers of a forecast and what decides how they are read, in the order in which a checksum covers them. */
function checkedOfForecast({ quantiles, times, actuals, density, ...rest }: Forecast): Parts {
  const { dataset, series, model, executionProvider, horizon, origin, levels, anchor } = rest;
  return [
    JSON.stringify([
      dataset,
      series,
      model.id,
      model.sha256,
      executionProvider,
      horizon,
      origin,
      levels,
      anchor.time,
      anchor.value,
      density?.points ?? 0,
    ]),
    quantiles,
    times,
    ...(actuals === null ? [] : [actuals]),
    ...(density === null ? [] : [density.from, density.step, density.values]),
  ];
}

function checkedOfScenario({ forecast, sum }: { readonly forecast: Forecast; readonly sum: unknown }): Parts {
  return [...checkedOfForecast(forecast), JSON.stringify(sum)];
}

function checkedOfValues({ series, times, values, flags }: SeriesValues): Parts {
  return [JSON.stringify([series, flags.total, flags.steps]), times, values];
}

function checkedOfRows({ series, from, total, times, values, originals, flags }: SeriesRows): Parts {
  return [JSON.stringify([series, from, total]), times, values, originals, flags];
}

function checkedOfComparison({ models, ...about }: ComparisonReport): Parts {
  return [
    JSON.stringify(about),
    ...models.flatMap(({ byStep, byPeriod, byOrigin, ...rest }): Parts => [
      JSON.stringify(rest),
      ...[byStep, byPeriod, byOrigin].flatMap((columns) => Object.entries(columns).flat()),
    ]),
  ];
}

function checkedOfResiduals({ times, report: { residuals, ...report }, ...about }: ResidualAnswer): Parts {
  return [JSON.stringify([about, report]), times, residuals];
}

function checkedOfOverview({ series, ...about }: AvailabilityOverview): Parts {
  return [JSON.stringify(about), ...Object.entries(series).flat()];
}

function checkedOfBins({ parts }: { readonly parts: readonly AvailabilityPart[] }): Parts {
  return parts.flatMap(({ bins: { spanning, withData, flagged, presentMs, spanMs, ...about }, rows }): Parts => [
    JSON.stringify(about),
    ...[spanning, withData, presentMs, spanMs],
    ...Object.entries(flagged).flat(),
    ...rows.flatMap((row): Parts => [String(row.series), row.presentMs, row.flags]),
  ]);
}

function checkedOfHits(past: PastHits | null): Parts {
  return past === null ? [] : [String(past.level), past.times, past.hits];
}

function checkedOfErrors(past: PastErrors | null): Parts {
  if (past === null) return [];
  const { errors, inside, byStep, ...about } = past;
  return [
    JSON.stringify([about, byStep.forecasts]),
    ...[errors, inside, byStep.errors, byStep.repeated, byStep.outside],
  ];
}

function checkedOfFacts({ lastTime, last, before, beforeTime, lowest, highest }: OverviewFacts): Parts {
  return [lastTime, last, before, beforeTime, lowest, highest];
}

function checkedOfSparks({ history }: OverviewSparks): Parts {
  return [history];
}

function checkedOfForecasts({
  time,
  median,
  lower,
  upper,
  base,
  baseTime,
  sparks,
  ...about
}: OverviewForecasts): Parts {
  return [JSON.stringify(about), time, median, lower, upper, base, baseTime, sparks];
}

function checkedOfEvidence({ isKnown, error, skill, coverage, steps, origins, ...about }: OverviewEvidence): Parts {
  return [JSON.stringify(about), isKnown, error, skill, coverage, steps, origins];
}

function checkedOfDecomposition({ series, firstStep, trend, seasons, remainder }: Decomposition): Parts {
  return [
    JSON.stringify([series, firstStep, seasons.map(({ length }) => length)]),
    trend,
    ...seasons.map(({ values }) => values),
    remainder,
  ];
}

function checkedOfVersions(report: VersionsReport | TrackRecord): Parts {
  return [JSON.stringify(report)];
}

function checkedOfKept(kept: readonly KeptForecast[]): Parts {
  return kept.flatMap(({ quantiles, times, ...about }): Parts => [JSON.stringify(about), quantiles, times]);
}

function checkedOfChances(answers: ThresholdAnswers): Parts {
  return [JSON.stringify(answers)];
}

function checkedOfRisks({ chance, first, threshold, ...about }: ThresholdRisks): Parts {
  return [JSON.stringify(about), chance, first, threshold];
}

function checkedOfTotals({ quantiles, mean, soFar, before, ...about }: TotalsReport): Parts {
  return [JSON.stringify(about), quantiles, mean, soFar, before];
}

const checkedParts = {
  "forecast:get": checkedOfForecast,
  "forecast:draw": checkedOfForecast,
  "scenarios:forecast": checkedOfScenario,
  "forecast:errors": checkedOfErrors,
  "series:values": checkedOfValues,
  "series:rows": checkedOfRows,
  "comparison:run": checkedOfComparison,
  "comparison:residuals": checkedOfResiduals,
  "availability:overview": checkedOfOverview,
  "availability:bins": checkedOfBins,
  "availability:forecasts": checkedOfHits,
  "overview:facts": checkedOfFacts,
  "overview:sparks": checkedOfSparks,
  "overview:forecasts": checkedOfForecasts,
  "overview:evidence": checkedOfEvidence,
  "thresholds:chances": checkedOfChances,
  "thresholds:risks": checkedOfRisks,
  "profile:decomposition": checkedOfDecomposition,
  "versions:compare": checkedOfVersions,
  "totals:get": checkedOfTotals,
  "records:list": checkedOfVersions,
  "records:earlier": checkedOfKept,
} as const;

/** Answers whose numbers are checked where they enter the window. */
export const checkedRequests = Object.keys(checkedParts) as readonly (keyof typeof checkedParts)[];
export type CheckedRequest = keyof typeof checkedParts;

export function isCheckedRequest(name: string): name is CheckedRequest {
  return Object.hasOwn(checkedParts, name);
}

/** What the checksum of an answer covers. */
export function checkedOfAnswer(name: CheckedRequest, value: unknown): Parts {
  return (checkedParts[name] as (value: never) => Parts)(value as never);
}
