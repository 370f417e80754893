/** What a report's rows show. */
import { type Sorting, sortedBy } from "#renderer/ui";
import { chanceToReach, totalAt, type TotalRow, type TotalsReport } from "#domain/totals";

/** One row of the table, with its numbers. */
export interface ShownRow {
  readonly row: TotalRow;
  /** In the report. */
  readonly place: number;
  /** From 1. */
  readonly level: number;
  /** Null where nothing belongs to it. */
  readonly isExpanded: boolean | null;
  readonly median: number;
  readonly low: number;
  readonly high: number;
  readonly mean: number;
  readonly soFar: number;
  readonly before: number;
  /** Median less the year before; and as a share of it. */
  readonly change: number;
  readonly growth: number;
  /** Of the median of the top row that it belongs to. */
  readonly share: number;
  /** NaN where none is set. */
  readonly plan: number;
  readonly chance: number;
}

/** [levels] of a row. */
export function quantilesOf({ quantiles, levels }: TotalsReport, place: number): Float64Array {
  return quantiles.subarray(place * levels.length, (place + 1) * levels.length);
}

/** All rows, those of collapsed groups, too. */
export function allRows(
  report: TotalsReport,
  plans: Readonly<Record<string, number>>,
  collapsed: ReadonlySet<string>,
): readonly ShownRow[] {
  const { rows, levels } = report;
  const medians = rows.map((_, place) => totalAt(quantilesOf(report, place), levels, 0.5));
  const hasOwn = new Set(rows.flatMap(({ parent }) => (parent === null ? [] : [parent])));
  const depths: number[] = [];
  const tops: number[] = [];
  return rows.map((row, place): ShownRow => {
    const { parent, key } = row;
    depths[place] = parent === null ? 1 : (depths[parent] as number) + 1;
    const top = (tops[place] = parent === null ? place : (tops[parent] as number));
    const quantiles = quantilesOf(report, place);
    const median = medians[place] as number;
    const before = report.before[place] as number;
    const plan = plans[key] ?? Number.NaN;
    return {
      ...{ row, place, median, before, plan },
      level: depths[place] as number,
      isExpanded: hasOwn.has(place) ? !collapsed.has(key) : null,
      low: totalAt(quantiles, levels, 0.1),
      high: totalAt(quantiles, levels, 0.9),
      mean: report.mean[place] as number,
      soFar: report.soFar[place] as number,
      change: median - before,
      growth: before > 0 ? median / before - 1 : Number.NaN,
      share: row.isApart || top === place ? Number.NaN : shareOf(median, medians[top] as number),
      chance: chanceToReach(quantiles, levels, plan),
    };
  });
}

function shareOf(part: number, whole: number): number {
  return whole > 0 && part >= 0 ? part / whole : Number.NaN;
}

/** Those that no collapsed group hides. */
export function inSight(rows: readonly ShownRow[]): readonly ShownRow[] {
  const hidden = new Set<number>();
  return rows.filter(({ row: { parent }, place, isExpanded }) => {
    const isHidden = parent !== null && hidden.has(parent);
    if (isHidden || isExpanded === false) hidden.add(place);
    return !isHidden;
  });
}

/** Within each group by a number or the name; what has none comes last. "rows": as the file has them. */
export function sortedRows(
  rows: readonly ShownRow[],
  { column, direction }: Sorting,
  valueOf: (row: ShownRow, column: string) => number | string,
): readonly ShownRow[] {
  if (column === "rows") return rows;
  const children = Map.groupBy(rows, ({ row }) => row.parent);
  const sorted: ShownRow[] = [];
  const add = (parent: number | null): void => {
    for (const row of sortedBy(children.get(parent) ?? [], (one) => valueOf(one, column), direction)) {
      sorted.push(row);
      add(row.place);
    }
  };
  add(null);
  return sorted;
}
