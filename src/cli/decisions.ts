/** What was asked and decided beside forecasts, for files and for the answer. */
import type {
  ExportContent,
  ExportedInfluences,
  ExportedScenario,
  ExportedSumThreshold,
  ExportedTotals,
} from "#domain/export";
import type { TimeZone } from "#domain/series";
import type { AdjustmentEdit } from "#domain/scenario";
import { reconciliationDocument, totalsDocument } from "#engine/export";
import type { Finished } from "./forecast-files.ts";
import type { CliHost } from "./host.ts";

/** Nothing where nothing was set. */
export function decisionsOf({
  totals,
  sumThresholds,
  adjustments,
  influences,
  scenarios = [],
}: {
  readonly totals: ExportedTotals | null;
  readonly sumThresholds: readonly ExportedSumThreshold[];
  readonly adjustments: readonly AdjustmentEdit[];
  readonly influences: readonly ExportedInfluences[] | null;
  readonly scenarios?: readonly ExportedScenario[];
}): Pick<ExportContent, "decisions"> {
  const decisions = {
    ...(totals === null ? {} : { totals }),
    ...(sumThresholds.length === 0 ? {} : { sumThresholds }),
    ...(adjustments.length === 0 ? {} : { adjustments }),
    ...(influences === null || influences.length === 0 ? {} : { influences }),
    ...(scenarios.length === 0 ? {} : { scenarios }),
  };
  return Object.keys(decisions).length === 0 ? {} : { decisions };
}

/** In JSON: the totals, and which they are where that was asked. */
export function summedDocument(totals: ExportedTotals | null): Readonly<Record<string, unknown>> {
  if (totals === null) return {};
  const { reconciliation } = totals;
  return {
    totals: totalsDocument(totals),
    ...(reconciliation === null ? {} : { reconciliation: reconciliationDocument(reconciliation) }),
  };
}

/** Where the wall clock of each series' times hangs. */
export function clocksOf(
  host: Pick<CliHost, "clockOf">,
  finished: readonly Finished[],
): readonly { readonly series: string; readonly zone: TimeZone; readonly historyTimes: Float64Array }[] {
  return finished.map(({ forecast }) => ({ series: forecast.series, ...host.clockOf(forecast) }));
}
