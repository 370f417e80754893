import type { Bands } from "#domain/forecast";
import type { Frequency } from "#domain/series";
import { totalAt, type TotalsReport, type TotalsRequest } from "#domain/totals";
import { formatPeriod, formatTime, valueFormatter } from "#renderer/format";
import { quantilesOf } from "./rows.ts";
import { statisticTexts, texts } from "./texts.ts";

/** The forecast that is shown. */
export interface ShownForecast {
  readonly dataset: string;
  readonly series: string;
  readonly model: string;
  readonly horizon: number;
  readonly origin: number;
  readonly bands: Bands;
}

interface Known {
  readonly wanted: TotalsRequest;
  readonly report: TotalsReport;
}

/** "Sum of 2026: 5,941 (80 %: 5,912 – 5,970)"; null where the totals are of another forecast. */
export function lineText({ wanted, report }: Known, shown: ShownForecast, frequency: Frequency): string | null {
  const isSame =
    wanted.dataset === shown.dataset &&
    wanted.model === shown.model &&
    wanted.horizon === shown.horizon &&
    wanted.bands === shown.bands &&
    // Moved by forecasts of its groups, it is not the forecast that is shown.
    report.reconciliation?.isUsed !== true &&
    shown.origin === 0;
  const place = report.rows.findIndex(({ series }) => series === shown.series);
  const stretch = report.rows[place]?.stretch ?? null;
  if (!isSame || stretch === null) return null;
  const quantiles = quantilesOf(report, place);
  const [low, median, high] = [0.1, 0.5, 0.9].map((level) => totalAt(quantiles, report.levels, level));
  if (low === undefined || median === undefined || high === undefined || Number.isNaN(median)) return null;
  const format = valueFormatter([low, median, high]);
  const { name, from, to } = stretch;
  const when = name === "" ? `${formatTime(from, frequency)} – ${formatTime(to, frequency)}` : formatPeriod(name);
  return texts.line(statisticTexts[report.statistic], when, format(median), `${format(low)} – ${format(high)}`);
}
