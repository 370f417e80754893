/** The archive's Arrow files: what is written into them, and under which names. */
import type { ColumnShape, ForecastChunk } from "#engine/cache";
import type * as ArrowCodec from "./arrow-codec.ts";
import type { FileNotes, StoredSeries } from "./arrow-codec.ts";
import type { SeriesEntry } from "./cache-index.ts";
import { sha256, writeChecked, type WrittenFile } from "./checked-file.ts";

/** A column as far as the archive has to know it. */
export interface ArchivedColumn {
  readonly key: string;
  readonly model: string;
  readonly horizonSteps: number;
  readonly levels: readonly number[];
  /** Rows of samples behind the quantiles; 0 for a model that gives quantiles. */
  readonly sampleRows?: number;
  readonly shape: ColumnShape;
  readonly entry: SeriesEntry;
  readonly values: StoredSeries;
}

/** @param firstRow the first origin's distance from the end of the data */
export async function writeChunk(
  root: string,
  chunk: ForecastChunk,
  firstRow: number,
  column: ArchivedColumn,
): Promise<WrittenFile> {
  const codec = await import("./arrow-codec.ts");
  const bytes = codec.encodeChunk(chunk, firstRow, notesOf(column));
  return writeChecked(root, chunkFolder(chunk.columnKey), String(chunk.index), bytes);
}

export async function writeSeries(root: string, { entry, values }: ArchivedColumn): Promise<WrittenFile> {
  const codec = await import("./arrow-codec.ts");
  const { unit, count } = entry.frequency;
  const bytes = codec.encodeSeries(values, {
    "fantail.dataset": entry.dataset,
    "fantail.series": entry.series,
    "fantail.frequency": `${count} ${unit}`,
  });
  const stem = sha256(Buffer.from(`${entry.dataset}/${entry.series}`)).slice(0, 32);
  return writeChecked(root, "series", stem, bytes);
}

/** Loaded on first use: a start that needs no file should not wait for the library. */
export async function decodedOrNull<T>(decode: (codec: typeof ArrowCodec) => T | null): Promise<T | null> {
  try {
    return decode(await import("./arrow-codec.ts"));
  } catch {
    return null;
  }
}

/** What either holds, and of what both hold the newer. */
export function mergeChunks(newer: ForecastChunk, older: ForecastChunk | null): ForecastChunk {
  if (older === null) return newer;
  const present = newer.present.copy();
  const values = newer.values.slice();
  const length = newer.shape.valuesPerForecast;
  for (let row = older.present.nextSet(0); row !== null; row = older.present.nextSet(row + 1)) {
    if (present.set(row)) values.set(older.values.subarray(row * length, (row + 1) * length), row * length);
  }
  const densities = new Map([...(older.densities ?? []), ...(newer.densities ?? [])]);
  return { ...newer, present, values, densities };
}

function chunkFolder(columnKey: string): string {
  return `forecasts/${sha256(Buffer.from(columnKey)).slice(0, 32)}`;
}

function notesOf({ model, horizonSteps, levels, sampleRows = 0, entry }: ArchivedColumn): FileNotes {
  return {
    "fantail.dataset": entry.dataset,
    "fantail.series": entry.series,
    "fantail.model": model,
    "fantail.horizon": String(horizonSteps),
    "fantail.levels": JSON.stringify(levels),
    "fantail.quantiles": "levels x horizon, row-major",
    "fantail.density": "horizon x points, row-major, where it was asked for",
    ...(sampleRows === 0 ? {} : { "fantail.samples": `${sampleRows} rows x horizon, row-major, after the quantiles` }),
  };
}
