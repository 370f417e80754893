import { fanShape, formatOf } from "#engine/figure";
import { chanceText, formatShare, formatStep, ruleText } from "#engine/format";
import type { ExportedForecast } from "#domain/export";
import { fanOf } from "./fan-of.ts";

export interface NumberTable {
  readonly columns: readonly string[];
  /** [horizon × columns]; a missing number is a dash. */
  readonly rows: readonly (readonly string[])[];
}

/** A forecast as people read it: the step, the median, each interval's ends, and the actual where there is one. */
export function numberTable(forecast: ExportedForecast): NumberTable {
  const shape = fanShape(fanOf(forecast));
  const format = formatOf(shape);
  const intervals = [...shape.intervals].reverse();
  const hasMedian = shape.median.length > 0;
  const hasActuals = shape.actuals.length > 0;
  const limits = (forecast.thresholds ?? []).filter(({ answer }) => answer.limit !== null);
  const columns = [
    "Step",
    ...(hasMedian ? ["Median"] : []),
    ...intervals.flatMap((interval) => [`${formatShare(interval.share)} low`, `${formatShare(interval.share)} high`]),
    ...(hasActuals ? ["Actual"] : []),
    ...limits.map(({ threshold }) => ruleText(threshold, forecast)),
  ];
  const rows = Array.from(forecast.times, (time, step) => [
    formatStep(time, forecast.frequency),
    ...(hasMedian ? [format(shape.median[step + 1]?.value ?? Number.NaN)] : []),
    ...intervals.flatMap((interval) => [
      format(interval.lower[step] ?? Number.NaN),
      format(interval.upper[step] ?? Number.NaN),
    ]),
    ...(hasActuals ? [format(shape.actuals[step + 1]?.value ?? Number.NaN)] : []),
    ...limits.map(({ answer: { limit } }) => {
      const chance = limit?.at[step] ?? null;
      return chance === null ? "" : chanceText(chance);
    }),
  ]);
  return { columns, rows };
}
