import { dayMs, fixedStepMs } from "#domain/series";
import type { ExportedForecast } from "#domain/export";
import { valueLabel } from "#domain/chart";
import { type AnsweredThreshold, linesOf } from "#domain/threshold";
import type { FanInput } from "#engine/figure";
import {
  answerText,
  calibrationText,
  chanceText,
  coverageText,
  formatHorizon,
  formatStep,
  reliabilityText,
  skillText,
  thresholdName,
  valueFormatter,
  zoneName,
} from "#engine/format";

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
    ...drawnAs(forecast),
    ...limitsOf(forecast),
  };
}

function drawnAs({ figure }: ExportedForecast): Pick<FanInput, "valueLabel" | "shares" | "scale" | "marks"> {
  if (figure === undefined) return {};
  const { label, ...rest } = figure;
  const words = label === undefined ? "" : valueLabel(label);
  return { ...rest, ...(words === "" ? {} : { valueLabel: words }) };
}

type NotedForecast = Pick<
  ExportedForecast,
  "calibration" | "frequency" | "measured" | "warnings" | "thresholds" | "isCount"
> & {
  readonly choice?: unknown;
  /** With thresholds. */
  readonly times?: ArrayLike<number>;
  readonly quantiles?: ArrayLike<number>;
};

/** Lines of its limits, each with how likely it is to be crossed. */
function limitsOf({ thresholds = [], frequency, quantiles }: ExportedForecast): Pick<FanInput, "limits"> {
  const context = { frequency, number: valueFormatter(quantiles) };
  const limits = thresholds.flatMap(({ threshold, answer: { limit } }) => {
    if (limit === null) return [];
    const text = `${thresholdName(threshold, context)} \u00b7 ${chanceText(limit.ever)}`;
    return linesOf(threshold.rule).map((value, end) => ({ value, text: end === 0 ? text : "" }));
  });
  return limits.length === 0 ? {} : { limits };
}

/** What a reader must know before relying on it, and what the past says of it, in the words of the window; a line each. */
export function notesOf({
  calibration,
  choice,
  frequency,
  measured,
  warnings = [],
  ...about
}: NotedForecast): string[] {
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
    ...thresholdNotes({ frequency, ...about }),
  ];
}

function thresholdNotes({
  frequency,
  thresholds = [],
  times = [],
  quantiles = [],
  isCount = false,
}: Pick<NotedForecast, "frequency" | "thresholds" | "times" | "quantiles" | "isCount">): string[] {
  const context = { frequency, number: valueFormatter(quantiles, amountsOf(thresholds)), isCount };
  return thresholds.flatMap((one) => {
    const judged = one.reliability?.steps ?? null;
    const past = judged === null ? [] : [reliabilityText(judged, "past steps")];
    return [[answerText(one, times, context), ...past].join(" ")];
  });
}

/** Amounts are of other sizes than the steps that they are for. */
function amountsOf(thresholds: readonly AnsweredThreshold[]): number[] {
  return thresholds.flatMap(({ answer: { stock } }) => (stock === null ? [] : [stock.order, stock.mean]));
}
