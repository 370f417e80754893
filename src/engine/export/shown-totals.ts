import { type Dataset, groupColumnsOf } from "#domain/dataset";
import type { ExportedGroup, ExportedTotal, ExportedTotals } from "#domain/export";
import type { Frequency, TimeZone } from "#domain/series";
import { chanceToReach, totalAt, type TotalRow, type TotalsReport } from "#domain/totals";
import { formatTimestamps } from "#engine/series";

/** Enough for the ranges that people speak of: 50, 80 and 95 %. */
export const exportedTotalLevels: readonly number[] = [0.025, 0.1, 0.25, 0.5, 0.75, 0.9, 0.975];

/** Where its rows come from. */
export interface TotalsSource {
  readonly columns: Dataset["columns"];
  readonly zone: TimeZone;
  readonly seriesOf: (id: string) => { readonly frequency: Frequency; readonly times: Float64Array };
}

/**
 * A report as its table shows it, for files.
 *
 * @param columns ids of the columns that it is grouped by, outermost first
 * @param plans by a row's key
 */
export function totalsOfReport(
  report: TotalsReport,
  source: TotalsSource,
  { columns, plans }: { readonly columns: readonly string[]; readonly plans: Readonly<Record<string, number>> },
): ExportedTotals {
  const { rows, levels } = report;
  const known = groupColumnsOf(source);
  const measure = known.find(({ id }) => id === "measure");
  const names = [...new Set([...(measure === undefined ? [] : ["measure"]), ...columns])].map(
    (id) => known.find((column) => column.id === id)?.label ?? id,
  );
  // A row of all series stands above its groups, where there is one.
  const groupsOf = (row: TotalRow | undefined): readonly ExportedGroup[] => {
    if (row === undefined) return [];
    const above = groupsOf(row.parent === null ? undefined : rows[row.parent]);
    return row.series !== null || row.label === ""
      ? above
      : [...above, { column: names[above.length] ?? "", value: row.label }];
  };
  const firstOf = (place: number): string | null => {
    const at = rows.findIndex((row, inner) => row.series !== null && isWithin(rows, inner, place) && !row.isApart);
    return rows[at]?.series ?? null;
  };
  const totals = rows.map((row, place): ExportedTotal => {
    const quantiles = report.quantiles.subarray(place * levels.length, (place + 1) * levels.length);
    const groups = groupsOf(row);
    const isGroup = row.series === null;
    const plan = plans[row.key];
    const series = row.series ?? firstOf(place);
    return {
      series: row.series,
      group: isGroup ? (groups.at(-1) ?? null) : null,
      within: isGroup ? groups.slice(0, -1) : groups,
      members: row.members,
      leftOut: [],
      stretch:
        row.stretch === null || series === null ? null : stretchOf(row.stretch, source.zone, source.seriesOf(series)),
      levels: exportedTotalLevels,
      quantiles: exportedTotalLevels.map((level) => totalAt(quantiles, levels, level)),
      mean: report.mean[place] ?? Number.NaN,
      actual: null,
      origins: row.origins,
      ...finite("soFar", report.soFar[place]),
      ...finite("yearBefore", report.before[place]),
      ...(plan === undefined ? {} : { plan, ...finite("chance", chanceToReach(quantiles, levels, plan)) }),
      error: row.problem,
    };
  });
  return {
    statistic: report.statistic,
    totals,
    reconciliation: report.reconciliation,
    notes: report.notes.map(({ message }) => message),
  };
}

function isWithin(rows: readonly TotalRow[], inner: number, outer: number): boolean {
  for (let row: number | null = inner; row !== null; row = rows[row]?.parent ?? null) if (row === outer) return true;
  return false;
}

function stretchOf(
  { name, from, to, observed, forecast, isWhole }: NonNullable<TotalRow["stretch"]>,
  zone: TimeZone,
  { frequency, times }: { readonly frequency: Frequency; readonly times: Float64Array },
): ExportedTotal["stretch"] {
  const [first = "", last = ""] = formatTimestamps([from, to], zone, times);
  return { name, from, to, timestamps: [first, last], frequency, steps: observed + forecast, observed, isWhole };
}

function finite<Name extends "soFar" | "yearBefore" | "chance">(
  name: Name,
  value: number | undefined,
): { readonly [key in Name]?: number } {
  return value === undefined || !Number.isFinite(value)
    ? {}
    : ({ [name]: value } as { readonly [key in Name]: number });
}
