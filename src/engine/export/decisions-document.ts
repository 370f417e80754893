/** What was asked and decided beside forecasts, as documents hold it. */
import type {
  ExportedDecisions,
  ExportedForecast,
  ExportedInfluences,
  ExportedScenario,
  ExportedSumThreshold,
  ExportedTotals,
} from "#domain/export";
import type { AdjustmentEdit } from "#domain/scenario";
import type { Reconciliation } from "#domain/totals";
import { reconciliationText } from "#engine/format";
import { formatTimestamp, formatTimestamps } from "#engine/series";
import { roundedChance, thresholdDocument } from "./chances.ts";

/** Where the wall clock of a forecast's times hangs. */
type Clock = Pick<ExportedForecast, "series" | "zone" | "historyTimes">;

/** The parts of a document; those that were not set are absent. */
export function decisionsDocument(
  { totals, sumThresholds, adjustments, influences, scenarios }: ExportedDecisions,
  clocks: readonly Clock[],
): Readonly<Record<string, unknown>> {
  return {
    ...(totals === undefined ? {} : totalsParts(totals)),
    ...(sumThresholds === undefined ? {} : { sumThresholds: sumThresholdsDocument(sumThresholds) }),
    ...(adjustments === undefined ? {} : { adjustments: adjustments.map(adjustmentDocument) }),
    ...(scenarios === undefined ? {} : { scenarios: scenarios.map(scenarioDocument) }),
    ...(influences === undefined ? {} : { influences: influencesDocument(influences, clocks, true) }),
  };
}

function totalsParts(totals: ExportedTotals): Readonly<Record<string, unknown>> {
  const { reconciliation, notes } = totals;
  return {
    totals: totalsDocument(totals),
    ...(notes.length === 0 ? {} : { totalsNotes: notes }),
    ...(reconciliation === null ? {} : { reconciliation: reconciliationDocument(reconciliation) }),
  };
}

/** An entry for each stretch of each series and of each group. */
export function totalsDocument({ totals, statistic }: Pick<ExportedTotals, "totals" | "statistic">): object[] {
  return totals.map(({ series, group, within, members, leftOut, stretch, error, ...one }) => {
    const about = {
      series,
      group,
      ...(within.length > 0 ? { within } : {}),
      ...(series === null ? { seriesSummed: members } : {}),
      ...(leftOut.length > 0 ? { seriesLeftOut: leftOut } : {}),
      statistic,
    };
    if (error !== null || stretch === null) return { ...about, error };
    const { name, timestamps, steps, observed, isWhole } = stretch;
    const [from, to] = timestamps;
    return {
      ...about,
      stretch: { from, to, name, steps, ...(observed === 0 ? {} : { observed }), isWhole },
      levels: one.levels,
      quantiles: one.quantiles.map(totalNumber),
      mean: totalNumber(one.mean),
      actual: one.actual === null ? null : observedNumber(one.actual),
      origins: one.origins,
      ...(one.soFar === undefined ? {} : { soFar: observedNumber(one.soFar) }),
      ...(one.yearBefore === undefined ? {} : { yearBefore: observedNumber(one.yearBefore) }),
      ...(one.plan === undefined ? {} : { plan: one.plan }),
      ...(one.chance === undefined ? {} : { chance: roundedChance(one.chance) }),
    };
  });
}

/** An entry for each threshold of a sum; `of` null: all series. */
export function sumThresholdsDocument(sums: readonly ExportedSumThreshold[]): object[] {
  return sums.map((one) => {
    const { scope } = one.threshold;
    const of = scope.kind === "sum" ? scope.of : null;
    return { of, seriesSummed: one.members, timestamps: one.timestamps, ...thresholdDocument(one, one.timestamps) };
  });
}

/** Whether forecasts of groups moved those of their series, and why. */
export function reconciliationDocument(reconciliation: Reconciliation) {
  const { isUsed, reason, change, origins, setSteps } = reconciliation;
  return {
    used: isUsed,
    reason,
    message: reconciliationText(reconciliation),
    change: change === null ? null : sixDigits(change),
    ...{ origins, setSteps },
  };
}

/** An entry for each series. @param hasParts whether what each influence adds to each step is there as well */
export function influencesDocument(
  influences: readonly ExportedInfluences[],
  clocks: readonly Clock[],
  hasParts: boolean,
): object[] {
  return influences.map(({ series, isUsed, verdict, effects, notes, parts }) => {
    const clock = clocks.find((one) => one.series === series);
    const stamps = (times: readonly number[]): readonly string[] =>
      clock === undefined
        ? times.map(formatTimestamp)
        : formatTimestamps(Float64Array.from(times), clock.zone, clock.historyTimes);
    return {
      ...{ series, used: isUsed },
      ...(verdict === null
        ? {}
        : {
            helps: verdict.helps,
            reason: verdict.reason,
            change: finiteOrNull(verdict.change),
            changeSince: finiteOrNull(verdict.changeSince),
            origins: verdict.origins,
          }),
      effects: effects.map(({ ahead, effect, error, ...rest }) => ({
        ...rest,
        effect: sixDigits(effect),
        error: sixDigits(error),
        ahead: stamps(ahead),
      })),
      notes,
      ...(hasParts
        ? { parts: parts.map(({ name, kind, ahead }) => ({ name, kind, ahead: ahead.map(sixDigits) })) }
        : {}),
    };
  });
}

function adjustmentDocument({ series, from, to, change, shape, range, note }: AdjustmentEdit): object {
  return { series, from: formatTimestamp(from), to: formatTimestamp(to), ...change, shape, range, note };
}

/** Steps are those of the forecast of the series. */
function scenarioDocument({ series, name, isBase, levels, quantiles, sum, error }: ExportedScenario): object {
  const about = { series, scenario: name, isBase };
  if (error !== null) return { ...about, error };
  const middle = quantiles[levels.indexOf(0.5)] ?? null;
  return {
    ...{ ...about, levels },
    quantiles: quantiles.map((row) => row.map(totalNumber)),
    median: middle === null ? null : middle.map(totalNumber),
    total: { levels: sum.levels, quantiles: sum.quantiles.map(totalNumber), mean: totalNumber(sum.mean) },
  };
}

/** Forecasts have no more digits than these. */
export function totalNumber(value: number): number {
  return Number(value.toPrecision(7));
}

/** Sums of observations, without what summing in binary adds. */
export function observedNumber(value: number): number {
  return Number(value.toPrecision(15));
}

export function sixDigits(value: number): number {
  return Number(value.toPrecision(6));
}

function finiteOrNull(value: number): number | null {
  return Number.isFinite(value) ? sixDigits(value) : null;
}
