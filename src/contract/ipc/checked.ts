import type { AvailabilityOverview, AvailabilityPart, PastHits } from "#domain/availability";
import type { TrackRecord, VersionsReport } from "#domain/difference";
import type { Forecast } from "#domain/forecast";
import type { Decomposition } from "#domain/profile";
import type { SeriesRows, SeriesValues } from "#domain/series";
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

const checkedParts = {
  "forecast:get": checkedOfForecast,
  "forecast:draw": checkedOfForecast,
  "series:values": checkedOfValues,
  "series:rows": checkedOfRows,
  "comparison:run": checkedOfComparison,
  "comparison:residuals": checkedOfResiduals,
  "availability:overview": checkedOfOverview,
  "availability:bins": checkedOfBins,
  "availability:forecasts": checkedOfHits,
  "profile:decomposition": checkedOfDecomposition,
  "versions:compare": checkedOfVersions,
  "records:list": checkedOfVersions,
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
