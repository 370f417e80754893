/** Forecasts of many series, in one file or in a folder of files. */
import { join } from "node:path";
import type { ImportOptions } from "#domain/dataset";
import { EngineError, isCancelled, toPlainError } from "#domain/errors";
import type { BatchOutcome, BatchProgress, FailedExport, ForecastToExport, WindowFormat } from "#domain/export";
import { mapConcurrently } from "#engine/concurrency";
import { safeStem, uniqueStems } from "#engine/export";
import type { Exporter, ShownSeveral } from "./exporter.ts";

/** Enough to keep full batches in the queue. Forecasts wait there for room: they are an evaluation's, whatever their number. */
const maxConcurrent = 16;
/** Files are written by one process, one after the other. */
const maxWriters = 2;

export interface WantedBatch {
  readonly shown: ShownSeveral;
  readonly format: WindowFormat;
  /** How the file was read. */
  readonly options: ImportOptions;
  readonly withScores: boolean;
  /** A file for all, or a folder for a file each. */
  readonly target: { readonly file: string } | { readonly folder: string; readonly names: ReadonlyMap<string, string> };
}

/** The name of each series' file, less its ending: safe, and different from all others. */
export function batchNames(series: readonly string[]): ReadonlyMap<string, string> {
  const stems = uniqueStems(series.map((id) => safeStem(id, "series")));
  return new Map(series.map((id, index) => [id, stems[index] ?? id]));
}

/**
 * Writes what can be written; a series that fails costs the others nothing.
 *
 * @throws CancelledError when it was aborted: files of a folder that were written by then stay
 * @throws EngineError where the one file can't be written
 */
export async function exportBatch(
  exporter: Pick<Exporter, "exportMade" | "forecast">,
  { shown, format, options, withScores, target }: WantedBatch,
  onProgress: (progress: BatchProgress) => void,
  signal: AbortSignal,
): Promise<BatchOutcome> {
  const { series: wanted, totals, ...each } = shown;
  const failed: FailedExport[] = [];
  const total = wanted.length;
  let done = 0;
  const made = async <T>(series: string, work: () => Promise<T>): Promise<T | null> => {
    try {
      return await work();
    } catch (error) {
      if (isCancelled(error) || signal.aborted || !(error instanceof EngineError)) throw error;
      failed.push({ series, error: toPlainError(error) });
      return null;
    }
  };
  const forecast = (series: string): Promise<ForecastToExport> =>
    exporter.forecast({ ...each, series }, withScores, signal, "evaluation");
  const inOrder = (): readonly FailedExport[] => {
    const places = new Map(wanted.map((series, index) => [series, index]));
    return failed.sort((one, other) => (places.get(one.series) ?? 0) - (places.get(other.series) ?? 0));
  };
  const facts = { options, isMeasured: withScores };
  if ("file" in target) {
    const found = await mapConcurrently(wanted, maxConcurrent, async (series) => {
      const one = await made(series, () => forecast(series));
      onProgress({ phase: "forecasting", done: (done += 1), total });
      return one;
    });
    const forecasts = found.filter((one) => one !== null);
    if (forecasts.length === 0) return { files: 0, series: 0, failed: inOrder() };
    onProgress({ phase: "writing", done, total });
    const series = forecasts.map((one) => one.forecast.series);
    const about = totals === undefined ? { ...each, series } : { ...each, series, totals };
    await exporter.exportMade(target.file, about, forecasts, facts, signal);
    return { files: 1, series: series.length, failed: inOrder() };
  }
  let files = 0;
  await mapConcurrently(wanted, maxWriters, async (series) => {
    await made(series, async () => {
      const path = join(target.folder, `${target.names.get(series) ?? safeStem(series, "series")}.${format}`);
      await exporter.exportMade(path, { ...each, series: [series] }, [await forecast(series)], facts, signal);
      files += 1;
    });
    onProgress({ phase: "writing", done: (done += 1), total });
  });
  return { files, series: files, failed: inOrder() };
}
