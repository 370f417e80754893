import { dayMs, fixedStepMs } from "#domain/series";
import type { ExportedForecast } from "#domain/export";
import type { FanInput } from "#engine/figure";
import { calibrationText, coverageText, formatHorizon, formatStep, zoneName } from "#engine/format";

/** The fan chart of one exported forecast: the same picture that the window shows. */
export function fanOf(forecast: ExportedForecast): FanInput {
  const { zone, frequency } = forecast;
  const isWithinDay = (fixedStepMs(frequency) ?? dayMs) < dayMs;
  const from =
    formatStep(forecast.anchor.time, frequency) + (zone === null || !isWithinDay ? "" : ` (${zoneName(zone)})`);
  return {
    title: forecast.series,
    subtitle: [
      `${formatHorizon(forecast.horizon, frequency)} ahead from ${from}`,
      forecast.choice !== undefined && forecast.choice.members.length > 1
        ? forecast.model.name
        : `${forecast.model.name} ${forecast.model.version}`,
      ...rangeEvidence(forecast),
    ].join(" \u00b7 "),
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

/** What the ranges were corrected with and how they did, in the words of the window. */
export function rangeEvidence({ calibration, measured, frequency }: ExportedForecast): string[] {
  return [
    ...(calibration === undefined ? [] : [calibrationText(calibration, frequency)]),
    ...(measured === undefined ? [] : [coverageText(measured)]),
  ];
}
