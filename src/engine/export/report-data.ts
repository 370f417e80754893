import { darkTokens, describeFan, lightTokens, type PlotlyFigure, plotlyFigure } from "#engine/figure";
import type { ExportedForecast } from "#domain/export";
import { fanOf } from "./fan-of.ts";
import { type NumberTable, numberTable } from "./number-table.ts";

/** One series of a report. The dark figure shares the light one's numbers; only what looks different is kept. */
export interface ReportSeries {
  readonly name: string;
  readonly subtitle: string;
  readonly description: string;
  readonly figure: PlotlyFigure;
  readonly dark: {
    readonly styles: readonly Readonly<Record<string, unknown>>[];
    readonly layout: PlotlyFigure["layout"];
  };
  readonly table: NumberTable;
}

/** Widest plot of a report's page, in pixels; the history is thinned to it. */
const plotWidth = 1100;

export function reportSeries(forecast: ExportedForecast): ReportSeries {
  const fan = fanOf(forecast);
  const figure = plotlyFigure(fan, lightTokens, { width: plotWidth, revision: forecast.series });
  const dark = plotlyFigure(fan, darkTokens, { width: plotWidth, revision: forecast.series });
  return {
    name: forecast.series,
    subtitle: [fan.subtitle, ...(fan.notes ?? [])].join(" \u00b7 "),
    description: describeFan(fan),
    figure,
    dark: {
      styles: dark.data.map(({ line, marker, fillcolor }) => ({ line, marker, fillcolor })),
      layout: dark.layout,
    },
    table: numberTable(forecast),
  };
}
