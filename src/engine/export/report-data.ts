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

/** The largest plot of a report's page, in pixels: the history is thinned to it, and what is written in it has its place by it. */
const plotSize = { width: 1100, height: 380 };

export function reportSeries(forecast: ExportedForecast): ReportSeries {
  const fan = fanOf(forecast);
  const figure = plotlyFigure(fan, lightTokens, { ...plotSize, revision: forecast.series });
  const dark = plotlyFigure(fan, darkTokens, { ...plotSize, revision: forecast.series });
  return {
    name: forecast.series,
    subtitle: [fan.subtitle, ...(fan.notes ?? [])].join(" \u00b7 "),
    description: describeFan(fan),
    figure,
    dark: {
      styles: dark.data.map(({ line, marker, fillcolor, textfont }) => ({
        ...{ line, marker, fillcolor },
        ...(textfont === undefined ? {} : { textfont }),
      })),
      layout: dark.layout,
    },
    table: numberTable(forecast),
  };
}
