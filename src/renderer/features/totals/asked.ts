import { type TotalsLook, type TotalsRequest, usualTotals } from "#domain/totals";
import { type OpenDataset, selectedSeries } from "#renderer/datasets";

/** What of a request follows from what the user set. */
export type AskedTotals = Pick<TotalsRequest, "stretch" | "statistic" | "columns" | "series" | "isReconciled">;

export function lookOf(open: OpenDataset): TotalsLook {
  return open.totals ?? usualTotals;
}

/** @param some the series that are chosen in the list */
export function askedTotals(open: OpenDataset, some: readonly string[]): AskedTotals {
  const { stretch, statistic, scope, columns, isReconciled } = lookOf(open);
  const series =
    scope === "series" ? [selectedSeries(open).id] : scope === "chosen" && some.length > 0 ? [...some] : null;
  const isOne = series?.length === 1;
  return { stretch, statistic, columns: isOne ? [] : columns, series, isReconciled: isReconciled && !isOne };
}

/** What exports hold of totals; undefined where nothing is set of them, and beside a forecast of the past. */
export function exportedAsked(open: OpenDataset, some: readonly string[]) {
  if (open.totals === undefined || open.selection.origin !== 0) return undefined;
  const { columns, series, ...rest } = askedTotals(open, some);
  return {
    ...rest,
    columns: [...columns],
    series: series === null ? null : [...series],
    plans: { ...open.totals.plans },
  };
}
