import type { Forecast } from "#domain/forecast";
import type { MeasuredCoverage } from "#domain/score";
import type { ExportManifest, ExportWarning } from "./exported.ts";

/** A forecast at the requested levels. */
export interface ForecastToExport {
  readonly forecast: Forecast;
  readonly levels: readonly number[];
  /** [levels × horizon], row-major. */
  readonly quantiles: Float32Array;
  /** How such bands did at past origins, if that was measured. */
  readonly measured?: MeasuredCoverage | null;
}

/** The content of one file. */
export interface ExportContent {
  readonly title: string;
  readonly forecasts: readonly ForecastToExport[];
  /** All settings needed to repeat the request. */
  readonly settings: ExportManifest["settings"];
  readonly warnings?: readonly ExportWarning[];
}
