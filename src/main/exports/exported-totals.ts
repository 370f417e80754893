/** Totals for files: the same for the window's exports and for those that are made again. */
import { EngineError, isCancelled } from "#domain/errors";
import type { ExportedTotals, ShownTotals } from "#domain/export";
import type { Bands, Forecast } from "#domain/forecast";
import type { ReconcilableForecast, TotalsReport, TotalsRequest } from "#domain/totals";
import { totalsOfReport } from "#engine/export";
import type { OpenData } from "#main/evaluation";

export interface WantedTotals {
  readonly dataset: string;
  readonly bands: Bands;
  readonly totals: ShownTotals;
  /** In place of what the user puts on top now. */
  readonly adjust?: (forecast: Forecast) => ReconcilableForecast & { readonly adjusted: Forecast };
}

export interface ExportedTotalsPorts {
  readonly datasets: OpenData;
  readonly reports: {
    of(
      request: TotalsRequest,
      options: { readonly signal: AbortSignal } & Pick<WantedTotals, "adjust">,
    ): Promise<TotalsReport>;
  };
}

/** Where there are none, the notes say why. @throws CancelledError */
export async function exportedTotals(
  { datasets, reports }: ExportedTotalsPorts,
  { dataset: handle, bands, totals, adjust }: WantedTotals,
  signal: AbortSignal,
): Promise<ExportedTotals> {
  const { plans, ...wanted } = totals;
  try {
    const report = await reports.of(
      { ...wanted, dataset: handle, bands },
      { signal, ...(adjust === undefined ? {} : { adjust }) },
    );
    const { columns, zone } = datasets.get(handle).dataset;
    const seriesOf = (id: string) => datasets.series(handle, id);
    return totalsOfReport(report, { columns, zone, seriesOf }, { columns: wanted.columns, plans });
  } catch (error) {
    if (isCancelled(error) || !(error instanceof EngineError) || error.code === "shutting-down") throw error;
    const notes = [`There are no totals: ${error.message}`];
    return { statistic: totals.statistic, totals: [], reconciliation: null, notes };
  }
}
