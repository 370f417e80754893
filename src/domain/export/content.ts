import type { FigureOptions } from "#domain/chart";
import type { Forecast } from "#domain/forecast";
import type { MeasuredCoverage } from "#domain/score";
import type { AnsweredThreshold } from "#domain/threshold";
import type { ExportedDecisions } from "./decisions.ts";
import type { ExportManifest, ExportWarning } from "./exported.ts";
import type { ReportParticulars } from "./report.ts";

/** A forecast at the requested levels. */
export interface ForecastToExport {
  readonly forecast: Forecast;
  readonly levels: readonly number[];
  /** [levels × horizon], row-major. */
  readonly quantiles: Float32Array;
  /** How such bands did at past origins, if that was measured. */
  readonly measured?: MeasuredCoverage | null;
  /** [horizon]: its median before it was adjusted; absent where it was not. */
  readonly plain?: Float32Array;
  /** What it says about thresholds of its series. */
  readonly thresholds?: readonly AnsweredThreshold[];
  /** How it is drawn in pictures and reports. */
  readonly figure?: FigureOptions;
}

/** The content of one file. */
export interface ExportContent {
  readonly title: string;
  readonly forecasts: readonly ForecastToExport[];
  /** All settings needed to repeat the request. */
  readonly settings: ExportManifest["settings"];
  readonly warnings?: readonly ExportWarning[];
  /** What was asked and decided beside the forecasts. */
  readonly decisions?: ExportedDecisions;
  /** For reports. */
  readonly report?: ReportParticulars;
}
