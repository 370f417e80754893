/** Main and the export process, which writes files. */
import type { AppError } from "#domain/errors";
import type {
  ExportedDecisions,
  ExportedForecast,
  ExportManifest,
  PictureFormat,
  ReportParticulars,
} from "#domain/export";

export type ToExport =
  | {
      readonly type: "export";
      readonly id: number;
      /** The ending decides what is written. */
      readonly path: string;
      readonly title: string;
      readonly manifest: ExportManifest;
      readonly forecasts: readonly ExportedForecast[];
      /** What was asked and decided beside the forecasts. */
      readonly decisions?: ExportedDecisions;
      /** For reports. */
      readonly report?: ReportParticulars;
      /** An HTML page to be printed, without scripts, instead of the one that is looked at. */
      readonly isPrinted?: true;
      /** Over `checkedOfExport`. */
      readonly checksum: string;
    }
  /** A drawing that the window made. */
  | {
      readonly type: "picture";
      readonly id: number;
      readonly path: string;
      readonly svg: string;
      readonly format: PictureFormat;
    }
  /** Joins the parts of a run that was shared among machines. */
  | { readonly type: "merge"; readonly id: number; readonly path: string; readonly parts: readonly string[] }
  /** The manifest of an export. */
  | { readonly type: "manifest"; readonly id: number; readonly path: string }
  | { readonly type: "stop" };

export type FromExport =
  | { readonly type: "ready" }
  | { readonly type: "manifest"; readonly id: number; readonly manifest: ExportManifest }
  | { readonly type: "merged"; readonly id: number; readonly bytes: number; readonly parts: number }
  | { readonly type: "written"; readonly id: number; readonly path: string; readonly bytes: number }
  | { readonly type: "failed"; readonly id: number; readonly error: AppError };

/** Everything of forecasts that ends up as numbers in a file. */
export function checkedOfExport(
  forecasts: readonly ExportedForecast[],
  decisions: ExportedDecisions = {},
): readonly (ArrayBufferView | string)[] {
  const parts = forecasts.flatMap(
    ({ quantiles, median, plain, times, actuals, anchor, historyTimes, historyValues, levels, ...rest }) => [
      JSON.stringify([
        rest.dataset,
        rest.zone,
        rest.series,
        rest.model.id,
        rest.origin,
        rest.horizon,
        levels,
        anchor.time,
        anchor.value,
        rest.thresholds ?? [],
        rest.isCount ?? false,
      ]),
      quantiles,
      times,
      historyTimes,
      historyValues,
      ...(median === undefined ? [] : [median]),
      ...(plain === undefined ? [] : [plain]),
      ...(actuals === null ? [] : [actuals]),
    ],
  );
  return [...parts, JSON.stringify(decisions)];
}
