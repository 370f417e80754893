import type { Forecast } from "#domain/forecast";
import type { Decomposition } from "#domain/profile";
import type { SeriesValues } from "#domain/series";
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

function checkedOfDecomposition({ series, firstStep, trend, seasons, remainder }: Decomposition): Parts {
  return [
    JSON.stringify([series, firstStep, seasons.map(({ length }) => length)]),
    trend,
    ...seasons.map(({ values }) => values),
    remainder,
  ];
}

const checkedParts = {
  "forecast:get": checkedOfForecast,
  "forecast:draw": checkedOfForecast,
  "series:values": checkedOfValues,
  "comparison:run": checkedOfComparison,
  "comparison:residuals": checkedOfResiduals,
  "profile:decomposition": checkedOfDecomposition,
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
