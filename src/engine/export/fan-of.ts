import { type FanInput, formatStep } from "#engine/figure";
import type { Frequency } from "#engine/series";
import type { ExportedForecast } from "./exported-forecast.ts";

/** The fan chart of one exported forecast: the same picture that the window shows. */
export function fanOf(forecast: ExportedForecast): FanInput {
  const from = formatStep(forecast.anchor.time, forecast.frequency);
  return {
    title: forecast.series,
    subtitle: `${stepsAhead(forecast.horizon, forecast.frequency)} ahead from ${from} \u00b7 ${forecast.model.name} ${forecast.model.version}`,
    frequency: forecast.frequency,
    historyTimes: forecast.historyTimes,
    historyValues: forecast.historyValues,
    anchor: forecast.anchor,
    times: forecast.times,
    levels: forecast.levels,
    quantiles: forecast.quantiles,
    ...(forecast.median === undefined ? {} : { median: forecast.median }),
    actuals: forecast.actuals,
    origin: forecast.origin,
  };
}

/** "24 months", "1 day", "48 steps of 15 minutes". */
export function stepsAhead(horizon: number, frequency: Frequency): string {
  const unit = frequency.unit === "businessDay" ? "business day" : frequency.unit;
  const plural = (count: number, word: string): string => `${count} ${word}${count === 1 ? "" : "s"}`;
  return frequency.count === 1
    ? plural(horizon, unit)
    : `${plural(horizon, "step")} of ${plural(frequency.count, unit)}`;
}
