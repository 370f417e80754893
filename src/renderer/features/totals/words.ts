/** What a report says, in words and as cellTexts. */
import type { Frequency } from "#domain/series";
import type { TotalRow, TotalsReport, TotalStretch } from "#domain/totals";
import { formatCount, formatPeriod, formatSteps, formatTime, plural } from "#renderer/format";
import type { ShownRow } from "./rows.ts";
import { aboutTexts, cellTexts, columnTexts, statisticTexts, texts } from "./texts.ts";

/** "2026 (Jan 2026 – Dec 2026): 11 months observed, 1 month forecast". */
export function stretchText({ name, from, to, observed, forecast }: TotalStretch, frequency: Frequency): string {
  const span =
    from === to ? formatTime(from, frequency) : `${formatTime(from, frequency)} – ${formatTime(to, frequency)}`;
  const steps =
    forecast === 0
      ? aboutTexts.observedOnly(formatSteps(observed, frequency))
      : observed === 0
        ? aboutTexts.forecastOnly(formatSteps(forecast, frequency))
        : aboutTexts.steps(formatSteps(observed, frequency), formatSteps(forecast, frequency));
  const named = formatPeriod(name);
  return `${named === "" || named === span ? span : `${named} (${span})`}: ${steps}`;
}

/** What the ranges of a row rest on. */
export function originsText({ origins }: TotalRow): string {
  return origins === 0 ? aboutTexts.usual : aboutTexts.origins(plural(origins, "past forecast", "past forecasts"));
}

/** Of a series without what its groups say already. */
export function nameOf({ row, level }: ShownRow, labels: ReadonlyMap<number, string>): string {
  if (row.series === null) return row.label === "" ? texts.all : row.label;
  if (level === 1) return row.label;
  // "North / tea" within North is tea.
  const parts = row.label.split(" / ");
  const above = row.parent === null ? undefined : labels.get(row.parent);
  const own = parts.filter((part) => part !== above);
  return own.length === 0 ? row.label : own.join(" / ");
}

/** "2 of 12 series forecast", and once all are, how many pasts have been read. */
export function progressText({ done, total }: { readonly done: number; readonly total: number }): string {
  const series = total / 2;
  if (total === 0) return texts.computing;
  if (series === 1) return done === 0 ? texts.forecastingOne : texts.lookingBackAtOne;
  if (done < series) return texts.forecasting(formatCount(done), formatCount(series));
  return texts.lookingBack(formatCount(done - series), formatCount(series));
}

/** For a file or the clipboard: numbers in full. */
export function tableCells(
  { statistic }: TotalsReport,
  rows: readonly ShownRow[],
  timeOf: (row: TotalRow, ms: number) => string,
): readonly (readonly (string | number)[])[] {
  const number = (value: number): string | number => (Number.isFinite(value) ? value : "");
  const hasPlans = rows.some(({ plan }) => !Number.isNaN(plan));
  return [
    [
      ...[
        cellTexts.series,
        cellTexts.level,
        cellTexts.members,
        cellTexts.statistic,
        cellTexts.stretch,
        cellTexts.from,
        cellTexts.to,
      ],
      ...[
        cellTexts.observed,
        cellTexts.forecast,
        cellTexts.soFar,
        columnTexts.total,
        "80 % from",
        "80 % to",
        cellTexts.mean,
        cellTexts.before,
      ],
      ...[
        cellTexts.share,
        ...(hasPlans ? [cellTexts.plan, cellTexts.chance] : []),
        cellTexts.origins,
        cellTexts.problem,
      ],
    ],
    ...rows.map(({ row, level, median, low, high, mean, soFar, before, share, plan, chance }) => [
      ...[row.series ?? (row.label === "" ? texts.all : row.label), level, row.members, statisticTexts[statistic]],
      ...[
        row.stretch?.name ?? "",
        ...[row.stretch?.from, row.stretch?.to].map((ms) => (ms === undefined ? "" : timeOf(row, ms))),
      ],
      ...[row.stretch?.observed ?? "", row.stretch?.forecast ?? ""],
      ...[soFar, median, low, high, mean, before, share].map(number),
      ...(hasPlans ? [plan, chance].map(number) : []),
      ...[row.origins, row.problem?.message ?? ""],
    ]),
  ];
}
