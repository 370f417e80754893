import { type FanInput, formatStep, zoneName } from "#engine/figure";
import { dayMs, fixedStepMs, type Frequency } from "#domain/series";
import type { ExportedForecast } from "#domain/export";

/** The fan chart of one exported forecast: the same picture that the window shows. */
export function fanOf(forecast: ExportedForecast): FanInput {
  const { zone, frequency } = forecast;
  const isWithinDay = (fixedStepMs(frequency) ?? dayMs) < dayMs;
  const from =
    formatStep(forecast.anchor.time, frequency) + (zone === null || !isWithinDay ? "" : ` (${zoneName(zone)})`);
  return {
    title: forecast.series,
    subtitle: [
      `${stepsAhead(forecast.horizon, forecast.frequency)} ahead from ${from}`,
      forecast.choice !== undefined && forecast.choice.members.length > 1
        ? forecast.model.name
        : `${forecast.model.name} ${forecast.model.version}`,
      ...bandEvidence(forecast),
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

/** What the bands rest on, and how they did: "calibrated on 240 past steps", "80 % band held 79 % of 240 past steps". */
export function bandEvidence({ calibration, measured }: ExportedForecast): string[] {
  const percent = (share: number): string => `${Math.round(share * 100)}\u00a0%`;
  const steps = (count: number): string => `${count} past ${count === 1 ? "step" : "steps"}`;
  const pooled = (series: number): string => (series === 0 ? "" : ` and the past of ${series} other series`);
  return [
    ...(calibration === undefined
      ? []
      : [`calibrated on ${steps(calibration.steps)}${pooled(calibration.otherSeries)}`]),
    ...(measured === undefined
      ? []
      : [`80\u00a0% band held ${percent(measured.coverage["0.8"])} of ${steps(measured.steps)}`]),
  ];
}

/** "24 months", "1 day", "48 steps of 15 minutes". */
export function stepsAhead(horizon: number, frequency: Frequency): string {
  const unit = frequency.unit === "businessDay" ? "business day" : frequency.unit;
  const plural = (count: number, word: string): string => `${count} ${word}${count === 1 ? "" : "s"}`;
  return frequency.count === 1
    ? plural(horizon, unit)
    : `${plural(horizon, "step")} of ${plural(frequency.count, unit)}`;
}
