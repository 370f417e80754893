import type { CachedDataset, CacheReport, CacheUsage } from "#domain/cache";
import type { CorrectionEdit } from "#domain/correction";
import type { Dataset, IngestOptions } from "#domain/dataset";
import type { ExportContent, ExportManifest, ExportWarning } from "#domain/export";
import type { Bands, Forecast, ForecastKey, HistoryKey } from "#domain/forecast";
import type { Doctor } from "#domain/health";
import type { Job, Ranking, SearchRequest, SearchResult, Submitted, JobChange } from "#domain/job";
import type { ModelDescription, ModelInfo } from "#domain/model";
import type { BacktestReport, BacktestRequest, MeasuredCoverage } from "#domain/score";
import type { Frequency, TimeZone } from "#domain/series";

/** What the commands need of the application. */
export interface CliHost {
  readonly version: string;
  /** The version of what happens to a window before this model sees it. */
  preprocessingOf(model: string): string;
  models(): readonly ModelInfo[];
  /** The model that is used where none is named. */
  defaultModel(frequency?: Frequency): string;
  /** The method that was adopted for a series, by its id; null where none was. */
  adoptedMethod(dataset: string, series: string): string | null;
  /** That another model stands in for the default one, and why. */
  warnings(): readonly ExportWarning[];
  importFile(
    path: string,
    options: IngestOptions,
    control: {
      readonly signal: AbortSignal;
      readonly onProgress: (done: number, total: number) => void;
      /** Of the file and of everything that is computed of it nothing is added to the cache. */
      readonly isOneShot: boolean;
      /** Made to what was read, as another run made them; none of the window's are. */
      readonly corrections?: readonly CorrectionEdit[];
    },
  ): Promise<Dataset>;
  /** Corrections that the window has for a file that was imported: commands make none of them. */
  windowCorrections(dataset: string): number;
  /** The model may be `auto`: chosen from forecasts at origins before this one only, never worse there than seasonal naive. */
  forecast(request: ForecastKey & { readonly bands?: Bands }, signal: AbortSignal): Promise<Forecast>;
  /** How such bands did at origins of the past; null where there is nothing to look back at. */
  wholeCoverage(key: HistoryKey, signal: AbortSignal): Promise<MeasuredCoverage | null>;
  backtest(
    request: BacktestRequest,
    control: { readonly signal: AbortSignal; readonly onProgress: (done: number, total: number) => void },
  ): Promise<BacktestReport>;
  /** The same forecast at other levels, by the density process. Returns [levels × horizon]. */
  requantile(forecast: Forecast, levels: readonly number[]): Promise<Float32Array>;
  /** Where the wall clock of a forecast's times hangs, and the times up to its origin. */
  clockOf(forecast: Forecast): { readonly zone: TimeZone; readonly historyTimes: Float64Array };
  /** Whether the series counts things: whole numbers from zero up. */
  isCount(dataset: string, series: string): boolean;
  /** Rule for the width of the kernels over a model's samples. */
  readonly bandwidth: string;
  exportTo(path: string, content: ExportContent): Promise<void>;
  /** The manifest of a file that `exportTo` wrote, of whatever kind. */
  readManifest(path: string): Promise<ExportManifest>;
  /** Whether two files hold the same bytes. */
  isSameFile(one: string, other: string): Promise<boolean>;
  /** A file name of this ending that nothing else has, to be removed again. */
  withTemporary<T>(ending: string, use: (path: string) => Promise<T>): Promise<T>;
  /** `measure`: tries all devices again, whatever is remembered of them. */
  doctor(options: { readonly measure: boolean }): Promise<Doctor>;
  readonly modelAdmin: CliModelAdmin;
  readonly cache: CliCache;
  readonly jobs: CliJobs;
  /** Keeps what a search found for the series of an open file; all of it or nothing. */
  adopt(dataset: string, choices: readonly CliAdoption[], job: string): void;
}

/** A method that is taken for a series, and the scores that speak for it. */
export interface CliAdoption {
  readonly series: string;
  readonly method: string;
  readonly metric: string;
  readonly score: number | null;
  readonly honestScore: number | null;
}

/** The queue of jobs. Of what it holds, a command runs only what it says. */
export interface CliJobs {
  /** Series of one open file. The same again is the same job, and goes on where it was paused. */
  submit(request: SearchRequest): Promise<Submitted>;
  list(): Promise<readonly Job[]>;
  /** @throws EngineError where the job's state does not allow it */
  change(job: string, to: JobChange): Promise<void>;
  clearFinished(): Promise<void>;
  result(job: string, ranking: Ranking | null): Promise<SearchResult>;
  runOnly(jobs: readonly string[]): Promise<void>;
  /** How many processes search at once, at most. */
  limitProcesses(count: number): void;
  /** Told whenever jobs change; returns what ends that. */
  listen(listener: () => void): () => void;
}

export interface CliModelAdmin {
  /** Tries a user's model in a process of its own and keeps it. */
  import(path: string, description: ModelDescription): Promise<ModelInfo>;
  remove(id: string): Promise<void>;
  rename(id: string, name: string): Promise<void>;
  /** Checks the files and tries the model in a process of its own. */
  verify(id: string): Promise<ModelInfo>;
  /** `frequency` null: for every frequency that has none of its own; `model` null: none. */
  setDefault(frequency: Frequency | null, model: string | null): Promise<void>;
  readonly defaults: Readonly<Record<string, string>>;
}

/** What is kept between starts, and what can be done about it. */
export interface CliCache {
  info(): CacheUsage;
  list(): readonly CachedDataset[];
  verify(): Promise<CacheReport>;
  flush(): Promise<void>;
  /** @returns the number of files that went */
  delete(dataset?: string): Promise<number>;
  pin(dataset: string, isPinned: boolean): void;
}
