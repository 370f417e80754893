/** Main and the export process, which writes files. */
import type { AppError } from "#domain/errors";
import type { ExportedForecast, ExportManifest } from "#domain/export";

export type ToExport =
  | {
      readonly type: "export";
      readonly id: number;
      /** The ending decides what is written. */
      readonly path: string;
      readonly title: string;
      readonly manifest: ExportManifest;
      readonly forecasts: readonly ExportedForecast[];
      /** Over `checkedOfExport`. */
      readonly checksum: string;
    }
  /** The manifest of an export. */
  | { readonly type: "manifest"; readonly id: number; readonly path: string }
  | { readonly type: "stop" };

export type FromExport =
  | { readonly type: "ready" }
  | { readonly type: "manifest"; readonly id: number; readonly manifest: ExportManifest }
  | { readonly type: "written"; readonly id: number; readonly path: string; readonly bytes: number }
  | { readonly type: "failed"; readonly id: number; readonly error: AppError };

/** Everything of forecasts that ends up as numbers in a file. */
export function checkedOfExport(forecasts: readonly ExportedForecast[]): readonly (ArrayBufferView | string)[] {
  return forecasts.flatMap(
    ({ quantiles, median, times, actuals, anchor, historyTimes, historyValues, levels, ...rest }) => [
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
      ]),
      quantiles,
      times,
      historyTimes,
      historyValues,
      ...(median === undefined ? [] : [median]),
      ...(actuals === null ? [] : [actuals]),
    ],
  );
}
