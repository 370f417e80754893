/**
 * Messages between main and its utility processes. Plain data only (structured clone), each request with an id, cancel a
 * message of its own. Types without schemas: both ends are ours and the hot path must not parse tensors.
 */
import {
  isFp16,
  type AppError,
  type ColumnInfo,
  type Dataset,
  type FileInfo,
  type Frequency,
  type ImportProgress,
  type Preview,
  type Repair,
  type RepairRow,
  type SeriesFlags,
  type TableChoice,
  type Understood,
  type Warning,
} from "#contract/data";

export interface IngestedSeries {
  readonly id: string;
  readonly frequency: Frequency;
  /** [steps] wall-clock milliseconds of the regular grid. */
  readonly times: Float64Array;
  /** [steps], NaN = missing. */
  readonly values: Float64Array;
  readonly missing: number;
  readonly seasonLengths: readonly number[];
  /** No observed value is below zero. */
  readonly isNonNegative: boolean;
  readonly flags: SeriesFlags;
}

/** A dataset whose columns have gone ahead: `times` and `values` are their places. */
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

export interface IngestedRepair extends Repair {
  /** All of its rows, up to a limit of some thousands; `examples` are the first of them. */
  readonly rows: readonly RepairRow[];
}

export interface IngestedDataset {
  /** SHA-256 over the canonical content, of which the zone is no part: it changes no forecast. */
  readonly handle: string;
  readonly zone: Dataset["zone"];
  readonly file: FileInfo;
  readonly columns: readonly ColumnInfo[];
  readonly series: readonly IngestedSeries[];
  readonly otherSeries: readonly string[];
  readonly repairs: readonly IngestedRepair[];
  readonly undone: Readonly<Dataset["undone"]>;
  readonly warnings: readonly Warning[];
  readonly preview: Preview;
  readonly tables: TableChoice | null;
}

/** What the user fixed by hand or on the command line; anything absent is decided from evidence. */
export interface IngestOptions {
  readonly timeColumn?: string;
  readonly targetColumns?: readonly string[];
  readonly idColumns?: readonly string[];
  readonly timezone?: string;
  /** What repeated times of one series become; the mean when absent. */
  readonly duplicates?: "mean" | "first" | "last" | "sum";
  /** Gaps of at most this many steps are interpolated; none when absent. */
  readonly fillGapsUpToSteps?: number;
  /** The table of a record file, as the import names it: `DISPATCH PRICE 4`. */
  readonly recordTable?: string;
  readonly sheet?: string;
  readonly decimalMark?: "." | ",";
  readonly dateOrder?: "day-first" | "month-first" | "year-first";
  readonly missingTokens?: readonly string[];
  readonly frequency?: Frequency;
  readonly start?: string;
  readonly longGaps?: "missing" | "split";
  readonly splitGapsOverSteps?: number;
  readonly aggregate?: { readonly frequency: Frequency; readonly by: "evidence" | "sum" | "mean" };
  /** Ids of the series to keep. */
  readonly series?: readonly string[];
  /** Codes of repairs that are not to be made. */
  readonly undo?: readonly string[];
}

/** A dataset on disk that need not be parsed again. */
export interface KeptFile {
  /** Of the source's bytes, the options and the reader. */
  readonly key: string;
  readonly handle: string;
  readonly sourceBytes: number;
  /** Name within the folder of kept datasets. */
  readonly file: string;
  readonly bytes: number;
  readonly sha256: string;
}

export interface KeepDatasets {
  readonly folder: string;
  /** One dataset must not push out everything else. */
  readonly maxFileBytes: number;
  /** Those that may be the file's, as far as its size tells. */
  readonly known: readonly KeptFile[];
  /** Whatever changes how files are read changes this. */
  readonly reader: string;
}

/** What became of a kept dataset: main keeps the books. */
export type KeepingEvent =
  | { readonly what: "used"; readonly key: string }
  | { readonly what: "refused"; readonly key: string; readonly file: string; readonly why: "gone" | "damaged" }
  | { readonly what: "written"; readonly kept: KeptFile }
  | { readonly what: "failed"; readonly code: string };

export type ToIngest =
  | {
      readonly type: "import";
      readonly id: number;
      readonly path: string;
      readonly options: IngestOptions;
      /** Absent: nothing is kept, and nothing that was is used. */
      readonly keep?: Omit<KeepDatasets, "reader"> | undefined;
    }
  | { readonly type: "cancel"; readonly id: number }
  | { readonly type: "stop" };

export type FromIngest =
  | { readonly type: "ready" }
  /** Belongs to no request: a dataset is written after its request was answered. */
  | { readonly type: "keeping"; readonly event: KeepingEvent }
  | { readonly type: "progress"; readonly id: number; readonly progress: Omit<ImportProgress, "requestId"> }
  /** Columns of the dataset that will follow, the first of them its `from`th: a large dataset never travels as one message. */
  | { readonly type: "columns"; readonly id: number; readonly from: number; readonly columns: readonly Float64Array[] }
  | {
      readonly type: "done";
      readonly id: number;
      readonly dataset: SentDataset;
      /** Per series, over `checkedOfSeries`. */
      readonly checksums: readonly string[];
      /** The file was not parsed: its bytes were read before. */
      readonly isKept: boolean;
    }
  | {
      readonly type: "failed";
      readonly id: number;
      readonly error: AppError;
      /** What was understood of the file before it failed. */
      readonly understood?: Understood | undefined;
    };

/** How the width of a kernel over samples is found. */
export type BandwidthRule = "scott" | "silverman" | "isj";

/** How rows of samples are to be read: `count` rows of samples, then as many of deviations where there are any. */
export interface SampleRows {
  readonly count: number;
  /** The standard deviation that the model itself claims for each sample. */
  readonly hasDeviations: boolean;
}

/** What the inference process needs of a manifest. */
export interface ModelToLoad {
  readonly id: string;
  readonly path: string;
  readonly sha256: string;
  readonly inputName: string;
  readonly outputName: string;
  readonly contextSteps: number;
  readonly nativeHorizonSteps: number;
  /** Of a model that gives samples: those that its forecasts are shown at. */
  readonly levels: readonly number[];
  /** A model that gives samples; without it quantiles. */
  readonly samples?: SampleRows;
  /** Output with the variances that `samples` has deviations from, or their natural logarithms. */
  readonly variance?: { readonly name: string; readonly scale: "linear" | "log" };
  /** Name of an int64 [batch] input that random numbers are drawn from. */
  readonly seedName?: string;
  /** It draws random numbers without a seed: optimisations that take dropout for a mere leftover of training are left out. */
  readonly isRandom?: boolean;
  /** Which of the output's last two axes holds the levels or samples; without it the second. */
  readonly layout?: "batch,levels,horizon" | "batch,horizon,levels" | "batch,horizon,samples" | "batch,samples,horizon";
  /** Windows that every run must have; without it any number. */
  readonly fixedBatch?: number;
  /** Name of an int64 [batch] input that tells windows of different groups apart. */
  readonly groupIdsName?: string;
  /** What the model gets in the place of a missing value; without it NaN. */
  readonly missing?: "last" | "zero";
  /** Files beside `path` that hold a part of the weights; `file` as the ONNX file names it. */
  readonly externalFiles?: readonly { readonly file: string; readonly sha256: string }[];
  /** The same model with matrices of 16 bits, for devices whose name says so. */
  readonly fp16?: { readonly path: string; readonly sha256: string };
}

/** The file of a model that a device computes with. Throws for a model that has none for it: whoever chooses a device asks first. */
export function fileFor(model: ModelToLoad, device: string): ModelToLoad {
  if (!isFp16(device)) return model;
  if (model.fp16 === undefined) throw new Error(`model ${model.id} has no file for ${device}`);
  return { ...model, ...model.fp16 };
}

/** What the density process has to make of one window's native quantiles. */
export interface FinishItem {
  /** Position within the batch's request list; main maps it back to its waiters. */
  readonly index: number;
  readonly isNonNegative: boolean;
  readonly wantsDensity: boolean;
}

export type ToInference =
  | {
      readonly type: "load";
      readonly id: number;
      readonly model: ModelToLoad;
      readonly executionProvider: string;
      readonly intraOpThreads: number;
      /** Windows in one run of the model: exactly so many on a device, at most so many on the processor. */
      readonly windowsPerRun?: number;
    }
  /** Reads an ONNX file's structure without running it. */
  | { readonly type: "inspect"; readonly id: number; readonly path: string }
  /** Tries a model on one execution provider, against the CPU; meant for a process that ends afterwards. */
  | {
      readonly type: "probe";
      readonly id: number;
      readonly model: ModelToLoad;
      readonly executionProvider: string;
      /** Only this batch size; without it the fastest of several. */
      readonly windowsPerRun?: number;
    }
  | {
      readonly type: "run";
      readonly id: number;
      readonly model: string;
      /** A batch whose model runs elsewhere by now is refused with `device-changed`, whatever of it has run. */
      readonly executionProvider: string;
      /** Every window of a batch has the same horizon. */
      readonly horizon: number;
      /** [items × contextSteps], row-major, left-padded with NaN. */
      readonly windows: Float32Array;
      /** Over `checkedOfBatch`; a batch that does not fit is refused with `damaged-in-transit`. */
      readonly checksum: string;
      readonly items: readonly FinishItem[];
      /** Nobody waits for it: users' work goes first wherever it comes. */
      readonly isBackground?: boolean;
    }
  | { readonly type: "cancel"; readonly id: number }
  | { readonly type: "stop" };

export interface InspectedTensor {
  readonly name: string;
  readonly type: string;
  /** Named or unknown sizes are text. */
  readonly shape: readonly (number | string)[];
}

/** What an ONNX file says about itself. */
export interface InspectedFile {
  readonly sha256: string;
  readonly sizeBytes: number;
  readonly opset: number;
  /** Empty domain: ONNX's own. */
  readonly operators: readonly { readonly domain: string; readonly name: string }[];
  readonly nodes: number;
  readonly inputs: readonly InspectedTensor[];
  readonly outputs: readonly InspectedTensor[];
  readonly parameters: number;
  readonly externalFiles: readonly string[];
  /** The same files, looked at. */
  readonly external: readonly { readonly file: string; readonly sha256: string; readonly sizeBytes: number }[];
}

/** One model on one execution provider of this machine. */
export interface ProviderProbe {
  readonly executionProvider: string;
  /** At `windowsPerRun`, the fastest of the sizes that were tried. */
  readonly windowsPerSecond: number;
  readonly windowsPerRun: number;
  /** Against the CPU, over the probe's windows; NaN when the provider answered NaN. */
  readonly largestRelativeError: number;
}

/** `port` message: main hands the inference process one end of its direct line to the density process. */
export type FromInference =
  | { readonly type: "ready" }
  | {
      readonly type: "loaded";
      readonly id: number;
      readonly model: string;
      readonly executionProvider: string;
      readonly probeMs: number;
    }
  | { readonly type: "inspected"; readonly id: number; readonly file: InspectedFile }
  | { readonly type: "probed"; readonly id: number; readonly probe: ProviderProbe }
  /** The slot is free again; the finished numbers come from the density process under the same id. */
  | {
      readonly type: "ran";
      readonly id: number;
      readonly ms: number;
      /** Of the model's runs that made up the batch: a user's request may have waited for one. */
      readonly longestRunMs: number;
    }
  | { readonly type: "cancelled"; readonly id: number }
  | { readonly type: "failed"; readonly id: number; readonly error: AppError };

/** Inference → density, over their own port. */
export interface FinishBatch {
  readonly type: "finish";
  readonly id: number;
  readonly horizon: number;
  readonly levels: readonly number[];
  readonly items: readonly FinishItem[];
  readonly isBackground?: boolean;
  /** The rows are samples and not levels. */
  readonly samples?: SampleRows;
  /** [items × levels × horizon], with `samples` [items × rows of samples × horizon], row-major. */
  readonly quantiles: Float32Array;
  /** Over `checkedOfBatch`. */
  readonly checksum: string;
}

export interface DensityColumns {
  readonly points: number;
  readonly from: Float32Array;
  readonly step: Float32Array;
  readonly values: Float32Array;
}

export interface FinishedItem {
  readonly index: number;
  /** [levels × horizon], row-major: monotone in level, bounded where the series is. */
  readonly quantiles: Float32Array;
  /** [rows × horizon], row-major: what the quantiles were made of, where that was samples. */
  readonly samples?: Float32Array;
  readonly density: DensityColumns | null;
  /** Over `checkedOfFinished`. */
  readonly checksum: string;
}

/** The numbers of a series and what decides how they are read, in the order in which a checksum covers them. */
export function checkedOfSeries(series: IngestedSeries): readonly (Float64Array | string)[] {
  const { id, frequency, seasonLengths, isNonNegative, missing } = series;
  const text = JSON.stringify([id, frequency.unit, frequency.count, seasonLengths, isNonNegative, missing]);
  return [series.times, series.values, text];
}

/** `numbers` are the windows on the way to the model, and its quantiles on the way from there. */
export function checkedOfBatch(
  horizon: number,
  items: readonly FinishItem[],
  numbers: Float32Array,
): readonly (Float32Array | string)[] {
  const text = items.map((item) => `${item.index}${item.isNonNegative ? "n" : "-"}${item.wantsDensity ? "d" : "-"}`);
  return [numbers, `${horizon} ${text.join(" ")}`];
}

export function checkedOfFinished({
  index,
  quantiles,
  samples,
  density,
}: Omit<FinishedItem, "checksum">): readonly (Float32Array | string)[] {
  return [
    quantiles,
    String(index),
    ...(samples === undefined ? [] : [samples]),
    ...(density === null ? [] : checkedOfDensity(density)),
  ];
}

export function checkedOfDensity({ from, step, values }: DensityColumns): readonly Float32Array[] {
  return [from, step, values];
}

export type ToDensity =
  /** Comes before everything else. */
  | { readonly type: "settings"; readonly bandwidth: BandwidthRule }
  /** Quantiles at other levels than the model's own, by the monotone quantile function. */
  | {
      readonly type: "requantile";
      readonly id: number;
      readonly horizon: number;
      readonly levels: readonly number[];
      readonly wantedLevels: readonly number[];
      /** The rows of `quantiles` are samples, and `levels` say nothing of them. */
      readonly samples?: SampleRows;
      readonly quantiles: Float32Array;
      /** Over `quantiles`. */
      readonly checksum: string;
      readonly isNonNegative: boolean;
    }
  /** Per-step density of quantiles that are already at hand. */
  | {
      readonly type: "density";
      readonly id: number;
      readonly horizon: number;
      readonly levels: readonly number[];
      /** As above. */
      readonly samples?: SampleRows;
      readonly quantiles: Float32Array;
      /** Over `quantiles`. */
      readonly checksum: string;
      readonly isNonNegative: boolean;
    }
  | { readonly type: "stop" };

export type FromDensity =
  | { readonly type: "ready" }
  | {
      readonly type: "finished";
      readonly id: number;
      readonly items: readonly FinishedItem[];
      /** Windows of the batch whose numbers were not fit to show; they are not among the items. */
      readonly failures?: readonly { readonly index: number; readonly error: AppError }[];
    }
  | { readonly type: "requantiled"; readonly id: number; readonly quantiles: Float32Array; readonly checksum: string }
  | { readonly type: "density"; readonly id: number; readonly density: DensityColumns; readonly checksum: string }
  | { readonly type: "failed"; readonly id: number; readonly error: AppError };

/** Everything a static or interactive drawing of one forecast needs; also what `export` writes. */
export interface ExportForecast {
  readonly dataset: string;
  /** Where the wall clock of all its times hangs. */
  readonly zone: Dataset["zone"];
  readonly series: string;
  readonly model: { readonly id: string; readonly name: string; readonly version: string; readonly sha256: string };
  readonly origin: number;
  readonly horizon: number;
  readonly frequency: Frequency;
  readonly levels: readonly number[];
  /** [levels × horizon], row-major. */
  readonly quantiles: Float32Array;
  /** [horizon]; for levels that leave 0.5 out. */
  readonly median?: Float32Array;
  readonly times: Float64Array;
  readonly actuals: Float64Array | null;
  readonly anchor: { readonly time: number; readonly value: number };
  /** What calibrated bands rest on; the bands are the model's own without it. */
  readonly calibration?: { readonly residuals: number; readonly steps: number; readonly otherSeries: number };
  /** What `auto` chose, and why. */
  readonly choice?: { readonly members: readonly Member[]; readonly reason: string };
  /** How these bands did at past origins. */
  readonly measured?: {
    readonly coverage: Readonly<Record<BandShare, number>>;
    readonly steps: number;
    readonly origins: number;
  };
  /** The last stretch of history that belongs in the picture. */
  readonly historyTimes: Float64Array;
  readonly historyValues: Float64Array;
}

export interface ExportManifest {
  readonly app: string;
  readonly dataHash: string;
  readonly model: { readonly id: string; readonly version: string; readonly sha256: string };
  readonly settings: Readonly<Record<string, string | number | boolean | readonly number[] | readonly string[]>>;
  readonly executionProvider: string;
  readonly preprocessing: string;
  /** Of the times, where they have one; several datasets' with commas between. */
  readonly timezone?: string;
}

/** Everything of forecasts that ends up as numbers in a file. */
export function checkedOfExport(forecasts: readonly ExportForecast[]): readonly (ArrayBufferView | string)[] {
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

export type ToExport =
  | {
      readonly type: "export";
      readonly id: number;
      /** The ending decides what is written. */
      readonly path: string;
      readonly title: string;
      readonly manifest: ExportManifest;
      readonly forecasts: readonly ExportForecast[];
      /** Over `checkedOfExport`. */
      readonly checksum: string;
    }
  /** What an export says about how it was made. */
  | { readonly type: "manifest"; readonly id: number; readonly path: string }
  | { readonly type: "stop" };

export type FromExport =
  | { readonly type: "ready" }
  | { readonly type: "manifest"; readonly id: number; readonly manifest: ExportManifest }
  | { readonly type: "written"; readonly id: number; readonly path: string; readonly bytes: number }
  | { readonly type: "failed"; readonly id: number; readonly error: AppError };

/**
 * One series as far as an evaluation needs it. What else is to be known of it, its seasons and whether it is ever below zero, is
 * found from the values, so that nothing which only later ones show is known at an earlier origin.
 */
export interface EvaluatedSeries {
  /** [steps] up to where the evaluation may look, NaN = missing. */
  readonly values: Float64Array;
  /** Season lengths in steps that series of its frequency usually have; whether this one has them, its values show. */
  readonly usualSeasons: readonly number[];
}

/** What another process forecast at past origins. */
export interface PastForecasts {
  readonly model: string;
  readonly levels: readonly number[];
  /** One [levels × horizon], row-major, for each origin of the request, in its order. */
  readonly quantiles: readonly Float32Array[];
}

export type BandShare = "0.5" | "0.8" | "0.95";

/** Sums over one forecast's observed steps, so that origins and series can be pooled. */
export interface PastScore {
  readonly steps: number;
  readonly mase: number;
  readonly symmetricErrorSum: number;
  readonly pinballSum: number;
  readonly absoluteActualSum: number;
  readonly crpsSum: number;
  readonly winklerSum: Readonly<Record<BandShare, number>>;
  readonly inside: Readonly<Record<BandShare, number>>;
}

/** NaN where nothing could be measured. */
export interface BacktestScores {
  readonly MASE: number;
  readonly sMAPE: number;
  readonly WQL: number;
  /** Share of the observed steps within each central interval. */
  readonly coverage: Readonly<Record<BandShare, number>>;
  readonly steps: number;
  readonly origins: number;
}

export interface ModelBacktest {
  readonly model: string;
  /** One for each origin, in the order of the request. */
  readonly past: readonly PastScore[];
  readonly scores: BacktestScores;
  /** 1 − WQL / WQL of seasonal naive; NaN without a comparison. */
  readonly skill: number;
  /** Seconds that its forecasts took in the evaluate process; 0 where they came with the request. */
  readonly seconds: number;
}

export interface CalibratedBands {
  /** [levels × horizon], row-major. */
  readonly quantiles: Float32Array;
  /** Past forecasts of single steps that the bands rest on, and different steps among them. */
  readonly residuals: number;
  readonly steps: number;
  /** Other series whose past was drawn upon; without these and without steps the bands are as they were. */
  readonly otherSeries: number;
}

/** One model of a combination; the weights of a combination are positive and add up to 1. */
export interface Member {
  readonly model: string;
  readonly weight: number;
}

export interface ChosenModel {
  /** One model, or several whose quantiles are averaged. */
  readonly members: readonly Member[];
  /** Why, in a sentence for people. */
  readonly reason: string;
  /** Past origins that the choice rests on. */
  readonly origins: number;
  /** Quantile loss over that of seasonal naive at these origins; NaN without any. */
  readonly ratio: number;
}

export type ToEvaluate =
  /** A forecast of what follows the series' last step: a statistical model's, or the weighted mean of several models'. */
  | {
      readonly type: "forecast";
      readonly id: number;
      readonly members: readonly Member[];
      /** The forecasts, with one entry each, of those members that are no statistical models. */
      readonly forecasts: readonly PastForecasts[];
      readonly series: EvaluatedSeries;
      readonly horizon: number;
      readonly levels: readonly number[];
    }
  /** How models did at past origins of one series, and which of them to use. */
  | {
      readonly type: "backtest";
      readonly id: number;
      readonly series: EvaluatedSeries;
      readonly horizon: number;
      /** −k hides the series' last k steps; each leaves at least one step on either side. */
      readonly origins: readonly number[];
      /** What one origin is worth in the choice: stride over horizon, at most 1. */
      readonly originWorth: number;
      /** Statistical models to run, or those that suit the series; seasonal naive is always among those that are scored. */
      readonly statistical: readonly string[] | "suitable";
      readonly forecasts: readonly PastForecasts[];
      /** Names for the reason's sentence, by model. */
      readonly names: Readonly<Record<string, string>>;
    }
  /** Calibrated bands at one or more origins, each from what was known there only. */
  | {
      readonly type: "calibrate";
      readonly id: number;
      readonly series: EvaluatedSeries;
      readonly horizon: number;
      readonly levels: readonly number[];
      /** Forecasts at past origins, as steps of the series that they saw, earliest first. */
      readonly past: readonly { readonly end: number; readonly quantiles: Float32Array }[];
      /** How many of the last of them a calibration rests on. */
      readonly pastOrigins: number;
      /** Series that are forecast alike, for where this one's past is short: `seen` is how many steps each of `forecasts` may see of it. */
      readonly others: readonly {
        readonly values: Float64Array;
        readonly past: readonly { readonly end: number; readonly quantiles: Float32Array }[];
        readonly seen: readonly number[];
      }[];
      /** The forecasts to calibrate, in the same way. */
      readonly forecasts: readonly { readonly end: number; readonly quantiles: Float32Array }[];
    }
  /** Scores of many origins or series as one. */
  | { readonly type: "summarise"; readonly id: number; readonly groups: readonly (readonly PastScore[])[] }
  | { readonly type: "stop" };

export type FromEvaluate =
  | { readonly type: "ready" }
  /** [levels × horizon], row-major. */
  | { readonly type: "forecast"; readonly id: number; readonly quantiles: Float32Array }
  | {
      readonly type: "backtest";
      readonly id: number;
      readonly models: readonly ModelBacktest[];
      readonly choice: ChosenModel;
    }
  | { readonly type: "calibrated"; readonly id: number; readonly forecasts: readonly CalibratedBands[] }
  | { readonly type: "summary"; readonly id: number; readonly scores: readonly BacktestScores[] }
  | { readonly type: "failed"; readonly id: number; readonly error: AppError };

/** A message and a checksum over `checkedOfMessage` of everything else in it. */
export type Sealed<T> = T extends { readonly id: number } ? T & { readonly checksum: string } : T;

/** Everything in a message, numbers as they are and the rest as text. */
export function checkedOfMessage(message: object): readonly (ArrayBufferView | string)[] {
  const arrays: ArrayBufferView[] = [];
  const text = JSON.stringify(message, (name, value: unknown) => {
    if (name === "checksum") return undefined;
    if (!ArrayBuffer.isView(value)) return value;
    arrays.push(value);
    return { array: arrays.length };
  });
  return [text, ...arrays];
}
