import { dayMs, fixedStepMs } from "#domain/series";
import type { ExportedForecast } from "#domain/export";
import type { FanInput } from "#engine/figure";
import { calibrationText, coverageText, skillText, formatHorizon, formatStep, zoneName } from "#engine/format";

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
    ].join(" \u00b7 "),
    notes: notesOf(forecast),
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

/** What a reader must know before relying on it, and what the past says of it, in the words of the window; a line each. */
export function notesOf({
  calibration,
  choice,
  frequency,
  measured,
  warnings = [],
}: Pick<ExportedForecast, "calibration" | "frequency" | "measured" | "warnings"> & {
  readonly choice?: unknown;
}): string[] {
  const evidence = [
    ...(calibration === undefined ? [] : [calibrationText(calibration, frequency)]),
    ...(measured === undefined ? [] : [coverageText(measured)]),
  ];
  // The reason of a choice says how it compares with seasonal naive; once is enough.
  const skill = measured === undefined || choice !== undefined ? null : skillText(measured);
  return [
    ...warnings.map(({ message }) => message),
    ...(evidence.length === 0 ? [] : [evidence.join(" \u00b7 ")]),
    ...(skill === null ? [] : [`${skill.charAt(0).toUpperCase()}${skill.slice(1)}`]),
  ];
}
