/** Main and the ingest process, which reads files. */
import type { Correction, CorrectionEdit, CorrectionProblem, OutlierSuggestion } from "#domain/correction";
import type { ImportPreset, ImportProgress, IngestedDataset, IngestOptions, Understood } from "#domain/dataset";
import type { AppError } from "#domain/errors";
import type { IngestedSeries, TimeZone } from "#domain/series";
import type { Sealed } from "./sealed.ts";

/** A dataset whose columns were sent ahead: `times` and `values` are indexes into them. */
export interface SentDataset extends Omit<IngestedDataset, "series"> {
  readonly series: readonly (Omit<IngestedSeries, "times" | "values"> & {
    readonly times: number;
    readonly values: number;
  })[];
}

/** Every column once, however many series share it. */
export function sentDataset(dataset: IngestedDataset): {
  readonly sent: SentDataset;
  readonly columns: readonly Float64Array[];
} {
  const places = new Map<Float64Array, number>();
  const place = (column: Float64Array): number => {
    const known = places.get(column) ?? places.size;
    places.set(column, known);
    return known;
  };
  const series = dataset.series.map((one) => ({ ...one, times: place(one.times), values: place(one.values) }));
  return { sent: { ...dataset, series }, columns: [...places.keys()] };
}

/** Null when a column is missing. */
export function receivedDataset(sent: SentDataset, columns: readonly Float64Array[]): IngestedDataset | null {
  const series: IngestedSeries[] = [];
  for (const one of sent.series) {
    const times = columns[one.times];
    const values = columns[one.values];
    if (times === undefined || values === undefined) return null;
    series.push({ ...one, times, values });
  }
  return { ...sent, series };
}

/** A parsed dataset in the cache on disk. */
export interface CachedFile {
  /** Hash of the source bytes, the options and the reader. */
  readonly key: string;
  readonly handle: string;
  readonly sourceBytes: number;
  /** File name within the folder of cached datasets. */
  readonly file: string;
  readonly bytes: number;
  readonly sha256: string;
}

export interface DatasetCaching {
  readonly folder: string;
  /** One dataset must not push out everything else. */
  readonly maxFileBytes: number;
  /** Candidates for the file, by its size alone. */
  readonly known: readonly CachedFile[];
  /** Version of everything that decides how files are read. */
  readonly reader: string;
  /** What is known is used, and nothing added. */
  readonly isReadOnly?: boolean;
}

/** What happened to a cached dataset; main owns the index. */
export type CacheEvent =
  | { readonly what: "used"; readonly key: string }
  | { readonly what: "refused"; readonly key: string; readonly file: string; readonly why: "gone" | "damaged" }
  | { readonly what: "written"; readonly entry: CachedFile }
  | { readonly what: "failed"; readonly code: string };

/** What happened to the presets. One that does not fit its file gives way to the options of the request. */
export type PresetOutcome = { readonly what: "none" | "used" } | { readonly what: "failed"; readonly problem: string };

/** One series as its file has it, with its corrections in their order. */
export interface SeriesToCorrect {
  readonly base: IngestedSeries;
  readonly corrections: readonly Correction[];
}

/** What corrections made of a series; its times are the file's. */
export interface CorrectedInWorker {
  /** Null where no value is another one. */
  readonly changed: {
    readonly series: Omit<IngestedSeries, "times">;
    /** SHA-256 of what is another value. */
    readonly digest: string;
  } | null;
  /** In the order of the corrections. */
  readonly outcomes: readonly {
    readonly id: number;
    readonly steps: number;
    readonly problem: CorrectionProblem | null;
  }[];
}

/** Rows of a file of corrections. */
export interface ReadCorrections {
  readonly rows: readonly { readonly row: number; readonly edit: CorrectionEdit | { readonly unreadable: string } }[];
  /** Beyond as many as a file can have. */
  readonly leftOut: number;
}

/** What has nothing to do with reading a table: sealed, in both directions. */
export type ToCorrections =
  | {
      readonly type: "correct";
      readonly id: number;
      /** The file's own content. */
      readonly content: { readonly handle: string; readonly zone: TimeZone };
      readonly series: readonly SeriesToCorrect[];
    }
  | {
      readonly type: "suggest";
      readonly id: number;
      readonly series: Pick<IngestedSeries, "id" | "frequency" | "times" | "values">;
    }
  | { readonly type: "read-corrections"; readonly id: number; readonly path: string };

export type FromCorrections =
  /** In the order of the request. */
  | { readonly type: "corrected"; readonly id: number; readonly series: readonly CorrectedInWorker[] }
  | {
      readonly type: "suggested";
      readonly id: number;
      readonly suggestions: readonly OutlierSuggestion[];
      readonly total: number;
    }
  | ({ readonly type: "corrections-read"; readonly id: number } & ReadCorrections);

export type ToIngest =
  | Sealed<ToCorrections>
  | {
      readonly type: "import";
      readonly id: number;
      readonly path: string;
      readonly options: IngestOptions;
      /** In place of `options` for a file that turns out to have a preset's shape. */
      readonly presets?: readonly ImportPreset<IngestOptions>[];
      /** Absent: the cache is neither read nor written. */
      readonly caching?: Omit<DatasetCaching, "reader"> | undefined;
    }
  /** A dataset that was read before, from the cache alone. */
  | { readonly type: "reopen"; readonly id: number; readonly folder: string; readonly known: CachedFile }
  | { readonly type: "cancel"; readonly id: number }
  | { readonly type: "stop" };

export type FromIngest =
  | Sealed<FromCorrections>
  | { readonly type: "ready" }
  /** Belongs to no request: a dataset is written after its request was answered. */
  | { readonly type: "cache"; readonly event: CacheEvent }
  | { readonly type: "progress"; readonly id: number; readonly progress: ImportProgress }
  /** Columns of the dataset that will follow, the first of them its `from`th: a large dataset never travels as one message. */
  | { readonly type: "columns"; readonly id: number; readonly from: number; readonly columns: readonly Float64Array[] }
  | {
      readonly type: "done";
      readonly id: number;
      readonly dataset: SentDataset;
      /** Per series, over `checkedOfSeries`. */
      readonly checksums: readonly string[];
      /** The dataset came from the cache; the file was not parsed. */
      readonly isCached: boolean;
      readonly preset: PresetOutcome;
    }
  /** To `reopen`: it is gone, or was damaged. */
  | { readonly type: "not-cached"; readonly id: number }
  | {
      readonly type: "failed";
      readonly id: number;
      readonly error: AppError;
      /** What was detected in the file before the failure. */
      readonly understood?: Understood | undefined;
    };

/** The numbers of a series and what decides how they are read, in the order in which a checksum covers them. */
export function checkedOfSeries(series: IngestedSeries): readonly (Float64Array | string)[] {
  const { id, frequency, seasonLengths, isNonNegative, missing } = series;
  const text = JSON.stringify([id, frequency.unit, frequency.count, seasonLengths, isNonNegative, missing]);
  return [series.times, series.values, text];
}
