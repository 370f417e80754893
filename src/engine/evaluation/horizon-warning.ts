import type { Forecast, ForecastWarning } from "#domain/forecast";
import type { IngestedSeries } from "#domain/series";
import { formatSteps } from "#engine/format";

/**
 * What must be said of a forecast that looks further ahead than its history can carry: further than half of the observed steps. The
 * latest past forecast of that length, the one that comes nearest to it, then saw fewer steps than it looked ahead, so that the past
 * can't show how such a forecast does. Null where there is nothing to say.
 */
export function horizonWarning(
  { values, frequency }: Pick<IngestedSeries, "values" | "frequency">,
  origin: number,
  horizon: number,
): ForecastWarning | null {
  const observed = observedUpTo(values, values.length + origin, 2 * horizon);
  if (observed >= 2 * horizon) return null;
  const carried = Math.floor(observed / 2);
  const least = carried === 0 ? "" : `; up to ${formatSteps(carried, frequency)} ahead it can`;
  return {
    code: "horizon-beyond-history",
    message: `${formatSteps(horizon, frequency)} ahead is far for a history of ${formatSteps(observed, frequency)}: the past can't show how good such a forecast is${least}.`,
  };
}

/** The forecast with what must be said of it, if anything. */
export function withWarnings(forecast: Forecast, series: Pick<IngestedSeries, "values" | "frequency">): Forecast {
  const warning = horizonWarning(series, forecast.origin, forecast.horizon);
  return warning === null ? forecast : { ...forecast, warnings: [warning] };
}

/** Observed steps before `end`; stops at `enough`. */
function observedUpTo(values: Float64Array, end: number, enough: number): number {
  let observed = 0;
  for (let step = end - 1; step >= 0 && observed < enough; step -= 1) if (!Number.isNaN(values[step])) observed += 1;
  return observed;
}
