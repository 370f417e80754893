import type { Forecast } from "#domain/forecast";
import type { CoverageCounts } from "#domain/score";
import type { ExportManifest } from "./exported.ts";

/** A forecast at the levels that are wanted of it. */
export interface ForecastToExport {
  readonly forecast: Forecast;
  readonly levels: readonly number[];
  /** [levels × horizon], row-major. */
  readonly quantiles: Float32Array;
  /** How such bands did at past origins, where that was looked at. */
  readonly measured?: CoverageCounts | null;
}

/** What goes into one file. */
export interface ExportContent {
  readonly title: string;
  readonly forecasts: readonly ForecastToExport[];
  /** Everything that it takes to ask for the same again. */
  readonly settings: ExportManifest["settings"];
}
