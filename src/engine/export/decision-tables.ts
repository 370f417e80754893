/**
 * What was asked and decided beside forecasts, as tables: a sheet each of a workbook, and a section each of a report. Texts come from files of
 * unknown origin; workbooks hold them as texts that no spreadsheet runs, and reports escape them.
 */
import type {
  ExportedDecisions,
  ExportedForecast,
  ExportedScenario,
  ExportedSumThreshold,
  ExportedTotal,
  ExportedTotals,
} from "#domain/export";
import type { AnsweredThreshold } from "#domain/threshold";
import type { AdjustmentChange } from "#domain/scenario";
import type { Frequency } from "#domain/series";
import {
  answerText,
  formatCount,
  formatStep,
  plural,
  reconciliationText,
  summedText,
  sumText,
  thresholdName,
  valueFormatter,
} from "#engine/format";
import { roundedChance } from "./chances.ts";
import { observedNumber, sixDigits, totalNumber } from "./decisions-document.ts";
import { medianOf } from "./exported-forecast.ts";
import { forecastOrNull } from "./numbers.ts";

/** Null = an empty cell. */
export type DecisionCell =
  | null
  | number
  | string
  | { readonly share: number | null }
  | { readonly chance: number | null }
  | { readonly time: number; readonly frequency: Frequency; readonly text?: string | undefined };

export interface DecisionTable {
  readonly name:
    | "Totals"
    | "Thresholds"
    | "Adjusted"
    | "Adjustments"
    | "Scenarios"
    | "Scenario totals"
    | "Influences"
    | "Influence steps";
  /** Sentences above it, in reports. */
  readonly about: readonly string[];
  readonly columns: readonly string[];
  readonly rows: readonly (readonly DecisionCell[])[];
  /** Columns for programs: more than people read across a page. */
  readonly forPrograms?: ReadonlySet<string>;
}

/** Only those of what was set, in the order in which a reader wants them. */
export function decisionTables(
  forecasts: readonly ExportedForecast[],
  { totals, sumThresholds = [], adjustments = [], influences = [], scenarios = [] }: ExportedDecisions = {},
): readonly DecisionTable[] {
  const asked = forecasts.filter(({ thresholds = [] }) => thresholds.length > 0);
  const adjusted = forecasts.filter(({ plain }) => plain !== undefined);
  return [
    ...(totals === undefined ? [] : [totalsTable(totals)]),
    ...(asked.length === 0 && sumThresholds.length === 0 ? [] : [thresholdsTable(asked, sumThresholds)]),
    ...(adjusted.length === 0 ? [] : [adjustedTable(adjusted)]),
    ...(adjustments.length === 0 ? [] : [adjustmentsTable(adjustments, forecasts)]),
    ...(scenarios.length === 0 ? [] : [scenarioTotalsTable(scenarios), scenariosTable(scenarios, forecasts)]),
    ...(influences.length === 0 ? [] : [influencesTable(influences, forecasts), stepsTable(influences, forecasts)]),
  ];
}

/** Of a total: the median, and the range that holds it in eight of ten futures. */
const readLevels = [0.1, 0.5, 0.9];
const statisticNames = { sum: "Sum", mean: "Mean", peak: "Peak", low: "Low" } as const;

function totalsTable(all: ExportedTotals): DecisionTable {
  const { totals, statistic, reconciliation, notes } = all;
  const levels = [...new Set(totals.flatMap((one) => [...one.levels]))].sort((one, other) => one - other);
  const has = (part: "soFar" | "yearBefore" | "plan"): boolean => totals.some((one) => one[part] !== undefined);
  const hasActual = totals.some(({ actual }) => actual !== null);
  const hasProblems = totals.some(({ error, leftOut }) => error !== null || leftOut.length > 0);
  const optional = (isThere: boolean, cell: DecisionCell): readonly DecisionCell[] => (isThere ? [cell] : []);
  const number = (value: number | undefined, rounded = observedNumber): DecisionCell =>
    value === undefined || !Number.isFinite(value) ? null : rounded(value);
  return {
    name: "Totals",
    about: [
      ...sentencesOf(all),
      "Ranges are those of whole futures: the ranges of parts, or of steps, can\u2019t be added up.",
      ...(reconciliation === null ? [] : [reconciliationText(reconciliation)]),
      ...notes,
    ],
    columns: [
      ...["total of", "within", "series", "statistic", "stretch", "from", "to", "steps", "whole", "mean"],
      ...levels.map((level) => `q${level}`),
      ...(has("soFar") ? ["observed so far"] : []),
      ...(has("yearBefore") ? ["year before"] : []),
      ...(hasActual ? ["actual"] : []),
      ...(has("plan") ? ["plan", "chance to reach it"] : []),
      "past forecasts",
      ...(hasProblems ? ["note"] : []),
    ],
    forPrograms: new Set([
      ...["series", "statistic", "steps", "whole", "past forecasts"],
      ...(readLevels.every((level) => levels.includes(level))
        ? ["mean", ...levels.filter((level) => !readLevels.includes(level)).map((level) => `q${level}`)]
        : []),
    ]),
    rows: totals.map((one) => {
      const { stretch, error, leftOut } = one;
      const time = (ms: number | undefined, text: string | undefined): DecisionCell =>
        stretch === null || ms === undefined ? null : { time: ms, frequency: stretch.frequency, text };
      return [
        nameOf(one),
        one.within.map(({ value }) => value).join(" / "),
        one.members,
        statisticNames[statistic],
        stretch?.name ?? "",
        time(stretch?.from, stretch?.timestamps[0]),
        time(stretch?.to, stretch?.timestamps[1]),
        stretch?.steps ?? null,
        stretch === null ? null : stretch.isWhole ? "yes" : "no",
        number(one.mean, totalNumber),
        ...levels.map((level) => number(one.quantiles[one.levels.indexOf(level)], totalNumber)),
        ...optional(has("soFar"), number(one.soFar)),
        ...optional(has("yearBefore"), number(one.yearBefore)),
        ...optional(hasActual, number(one.actual ?? undefined)),
        ...(has("plan") ? [number(one.plan), { chance: roundedChance(one.chance) }] : []),
        one.origins,
        ...optional(hasProblems, error?.message ?? (leftOut.length === 0 ? "" : `Not in it: ${leftOut.join(", ")}`)),
      ];
    }),
  };
}

function nameOf({ series, group }: ExportedTotal): string {
  return series ?? group?.value ?? "All series";
}

/** Of what stands at the top: "Sum of All series, Jan 2026 – Dec 2026: 5,941; in 8 of 10 futures between 5,912 and 5,970." */
function sentencesOf({ totals, statistic }: ExportedTotals): readonly string[] {
  const top = totals.find(({ within, series }) => within.length === 0 && series === null) ?? totals[0];
  if (top === undefined || top.stretch === null) return [];
  const at = (level: number): number => top.quantiles[top.levels.indexOf(level)] ?? Number.NaN;
  const [low, middle, high] = [0.1, 0.5, 0.9].map(at);
  if (![low, middle, high].every(Number.isFinite)) return [];
  const format = valueFormatter(top.quantiles);
  const { from, to, frequency, observed } = top.stretch;
  const [first, last] = [formatStep(from, frequency), formatStep(to, frequency)];
  const when = first === last ? first : `${first} \u2013 ${last}`;
  const known =
    observed === 0 ? "" : ` ${formatCount(observed)} of its ${formatCount(top.stretch.steps)} steps were observed.`;
  const range = `in 8 of 10 futures it is between ${format(low as number)} and ${format(high as number)}`;
  return [
    `${statisticNames[statistic]} of ${top.series ?? top.group?.value ?? "all series"}, ${when}: ${format(middle as number)}; ${range}.${known}`,
  ];
}

/** Sentences of more would be a list to scroll through. */
const maxSentences = 20;

/** A threshold with the steps that it is about. */
interface Asked {
  /** Of a series, or of the sum. */
  readonly whose: string;
  readonly one: AnsweredThreshold;
  readonly times: ArrayLike<number>;
  readonly frequency: Frequency;
  readonly sentence: string;
}

function thresholdsTable(forecasts: readonly ExportedForecast[], sums: readonly ExportedSumThreshold[]): DecisionTable {
  const own = forecasts.flatMap(({ series, thresholds = [], quantiles, times, frequency, isCount = false }) =>
    thresholds.map((one): Asked => {
      const { stock } = one.answer;
      const number = valueFormatter(quantiles, stock === null ? [] : [stock.order, stock.mean]);
      const text = answerText(one, times, { frequency, number, isCount });
      return { whose: series, one, times, frequency, sentence: forecasts.length === 1 ? text : `${series}: ${text}` };
    }),
  );
  const summed = sums.map((one): Asked => ({
    whose: summedText(one.threshold.scope),
    ...{ one, times: one.times, frequency: one.frequency, sentence: sumText(one) },
  }));
  const all = [...own, ...summed];
  const said = all.slice(0, maxSentences).map(({ sentence }) => sentence);
  return {
    name: "Thresholds",
    about: said,
    columns: [
      ...["series", "threshold", "unit", "ever", "never", "expected steps beyond"],
      ...["first: most likely", "first: 10 % by", "first: 50 % by", "first: 90 % by"],
      ...["service level", "lead steps", "order", "mean demand", "short", "left over", "fill rate", "cost", "note"],
    ],
    forPrograms: new Set([
      ...["unit", "never", "first: 10 % by", "first: 90 % by", "lead steps", "short", "left over", "cost"],
    ]),
    rows: all.map(({ whose, one: { threshold, answer }, times, frequency }) => {
      const { limit, stock, problem } = answer;
      const at = (step: number | undefined): DecisionCell => {
        const time = step === undefined ? undefined : times[step];
        return time === undefined ? null : { time, frequency };
      };
      const first = limit?.first ?? undefined;
      const number = (value: number | null | undefined): DecisionCell => (value == null ? null : totalNumber(value));
      return [
        whose,
        thresholdName(threshold, { frequency }),
        threshold.unit,
        { chance: roundedChance(limit?.ever) },
        { chance: limit === null ? null : roundedChance(1 - limit.ever) },
        number(limit?.expectedSteps),
        ...[first?.likeliest, first?.early, first?.middle, first?.late].map(at),
        { share: stock?.level ?? null },
        stock?.leadSteps ?? null,
        ...[stock?.order, stock?.mean, stock?.short, stock?.left].map(number),
        { share: roundedChance(stock?.fillRate) },
        number(stock?.cost),
        problem ?? "",
      ];
    }),
  };
}

/** The adjusted forecast beside what the model said. */
function adjustedTable(forecasts: readonly ExportedForecast[]): DecisionTable {
  const steps = forecasts.flatMap((forecast) => {
    const median = medianOf(forecast);
    return Array.from(forecast.times, (time, step): readonly DecisionCell[] => {
      const [model, adjusted] = [forecastOrNull(forecast.plain?.[step]), forecastOrNull(median?.[step])];
      const moved = model === null || adjusted === null ? null : totalNumber(adjusted - model);
      return [
        forecast.series,
        { time, frequency: forecast.frequency },
        model,
        adjusted,
        moved,
        { share: moved === null || model === null || model === 0 ? null : moved / model },
      ];
    });
  });
  return {
    name: "Adjusted",
    about: [
      `What was put on top changes the median of ${plural(forecasts.length, "series", "series")}; the model\u2019s own is beside it.`,
    ],
    columns: ["series", "timestamp", "model\u2019s median", "adjusted median", "change", "change as a share"],
    rows: steps,
  };
}

function adjustmentsTable(
  adjustments: NonNullable<ExportedDecisions["adjustments"]>,
  forecasts: readonly ExportedForecast[],
): DecisionTable {
  const frequencyOf = frequenciesOf(forecasts);
  return {
    name: "Adjustments",
    about: [
      `${plural(adjustments.length, "adjustment was", "adjustments were")} put on top of what the model forecast, in this order.`,
    ],
    columns: ["series", "from", "to", "change", "value", "shape", "range", "note"],
    rows: adjustments.map(({ series, from, to, change, shape, range, note }) => [
      series,
      { time: from, frequency: frequencyOf(series) },
      { time: to, frequency: frequencyOf(series) },
      change.kind,
      numberOf(change),
      shape,
      range,
      note,
    ]),
  };
}

function numberOf(change: AdjustmentChange): number {
  return change.kind === "set" ? change.value : change.kind === "add" ? change.amount : change.factor;
}

function scenarioTotalsTable(scenarios: readonly ExportedScenario[]): DecisionTable {
  const baseOf = (series: string): ExportedScenario | undefined =>
    scenarios.find((one) => one.isBase && one.series === series);
  const middleOf = ({ sum }: ExportedScenario): number => sum.quantiles[sum.levels.indexOf(0.5)] ?? Number.NaN;
  const number = (value: number | undefined): DecisionCell =>
    value === undefined || !Number.isFinite(value) ? null : totalNumber(value);
  const levels = [...new Set(scenarios.flatMap(({ sum }) => [...sum.levels]))].sort((one, other) => one - other);
  return {
    name: "Scenario totals",
    about: ["What the whole horizon comes to in each scenario, with the range that holds it in 8 of 10 futures."],
    columns: [
      "series",
      "scenario",
      "mean",
      ...levels.map((level) => `q${level}`),
      "median less the base\u2019s",
      "note",
    ],
    rows: scenarios.map((one) => {
      const base = baseOf(one.series);
      return [
        ...[one.series, one.name],
        number(one.sum.mean),
        ...levels.map((level) => number(one.sum.quantiles[one.sum.levels.indexOf(level)])),
        base === undefined || one.isBase ? null : number(middleOf(one) - middleOf(base)),
        one.error?.message ?? "",
      ];
    }),
  };
}

/** Side by side: a row for each step, and three columns for each scenario. */
function scenariosTable(scenarios: readonly ExportedScenario[], forecasts: readonly ExportedForecast[]): DecisionTable {
  const names = [...new Set(scenarios.map(({ name }) => name))];
  const parts = [
    ["median", 0.5],
    ["80 % low", 0.1],
    ["80 % high", 0.9],
  ] as const;
  const number = (value: number | undefined): DecisionCell =>
    value === undefined || !Number.isFinite(value) ? null : totalNumber(value);
  return {
    name: "Scenarios",
    about: ["The forecast of each scenario, step by step."],
    columns: ["series", "timestamp", ...names.flatMap((name) => parts.map(([part]) => `${name}: ${part}`))],
    rows: forecasts.flatMap(({ series, times, frequency }) => {
      const own = new Map(scenarios.flatMap((one) => (one.series === series ? [[one.name, one] as const] : [])));
      if (own.size === 0) return [];
      return Array.from(times, (time, step): readonly DecisionCell[] => [
        series,
        { time, frequency },
        ...names.flatMap((name) => {
          const one = own.get(name);
          return parts.map(([, level]) => number(one?.quantiles[one.levels.indexOf(level)]?.[step]));
        }),
      ]);
    }),
  };
}

function influencesTable(
  influences: NonNullable<ExportedDecisions["influences"]>,
  forecasts: readonly ExportedForecast[],
): DecisionTable {
  const used = influences.filter(({ isUsed }) => isUsed).length;
  const frequencyOf = frequenciesOf(forecasts);
  return {
    name: "Influences",
    about: [
      `Forecasts of ${formatCount(used)} of ${plural(influences.length, "series", "series")} know of influences.`,
      ...influences
        .flatMap(({ series, verdict, notes }) => [
          ...(verdict === null ? [] : [`${series}: ${verdict.reason}.`]),
          ...notes.map((note) => `${series}: ${note}`),
        ])
        .slice(0, maxSentences),
    ],
    columns: [
      ...["series", "used", "influence", "kind", "effect", "standard error", "effect is", "times seen"],
      ...["steps ahead", "first ahead"],
    ],
    rows: influences.flatMap(({ series, isUsed, effects }) =>
      effects.map(({ name, kind, effect, error, isRelative, seen, ahead }): readonly DecisionCell[] => [
        ...[series, isUsed ? "yes" : "no", name, kind],
        ...[sixDigits(effect), sixDigits(error)],
        isRelative ? "a share of the value" : "in the unit",
        seen,
        ahead.length,
        ahead[0] === undefined ? null : { time: ahead[0], frequency: frequencyOf(series) },
      ]),
    ),
  };
}

function stepsTable(
  influences: NonNullable<ExportedDecisions["influences"]>,
  forecasts: readonly ExportedForecast[],
): DecisionTable {
  const bySeries = new Map(forecasts.map((forecast) => [forecast.series, forecast]));
  return {
    name: "Influence steps",
    about: ["What each influence does at each step: a factor of the value, or an amount in its unit."],
    columns: ["series", "timestamp", "influence", "kind", "contribution", "contribution is"],
    rows: influences.flatMap(({ series, parts, isRelative }) => {
      const forecast = bySeries.get(series);
      if (forecast === undefined) return [];
      return parts.flatMap(({ name, kind, ahead }) =>
        ahead.map((value, step): readonly DecisionCell[] => [
          series,
          { time: forecast.times[step] ?? Number.NaN, frequency: forecast.frequency },
          ...[name, kind],
          sixDigits(value),
          isRelative ? "a factor" : "in the unit",
        ]),
      );
    }),
  };
}

function frequenciesOf(forecasts: readonly ExportedForecast[]): (series: string) => Frequency {
  const known = new Map(forecasts.map(({ series, frequency }) => [series, frequency]));
  // Of a series that is in a total only: its days say enough.
  return (series) => known.get(series) ?? { unit: "day", count: 1 };
}
