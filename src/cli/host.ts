import type { CachedDataset, CacheReport, CacheUsage } from "#domain/cache";
import type { CorrectionEdit } from "#domain/correction";
import type { Dataset, IngestOptions } from "#domain/dataset";
import type {
  ExportContent,
  ExportedScenario,
  ExportedSumThreshold,
  ExportedTotals,
  ExportManifest,
  ExportWarning,
  ShownScenarios,
  ShownTotals,
} from "#domain/export";
import type { Bands, Forecast, ForecastKey, HistoryKey } from "#domain/forecast";
import type { Doctor } from "#domain/health";
import type { FittedInfluences, InfluenceVerdict } from "#domain/influence";
import type { Job, Ranking, SearchRequest, SearchResult, Submitted, JobChange } from "#domain/job";
import type { ModelDescription, ModelInfo } from "#domain/model";
import type { AdjustedExport, ValueAddedReport } from "#domain/scenario";
import type { BacktestReport, BacktestRequest, MeasuredCoverage } from "#domain/score";
import type { Frequency, TimeZone } from "#domain/series";
import type { NamedInfluences } from "#engine/influences";
import type { AnsweredThreshold, Threshold } from "#domain/threshold";
import type {
  ForecastTotals,
  PathAdjustment,
  ReconcilableForecast,
  Reconciliation,
  SumStretch,
  TotalsRequest,
  TotalStatistic,
} from "#domain/totals";

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
  /** Closes all files that were imported: for who goes on to others, and would keep all of them in memory. */
  closeFiles(): void;
  /** The numbers of a series of an open file: wall-clock milliseconds, and values of which NaN is missing. */
  valuesOf(dataset: string, series: string): { readonly times: Float64Array; readonly values: Float64Array };
  /** Corrections that the window has for a file that was imported: commands make none of them. */
  windowCorrections(dataset: string): number;
  /** The model may be `auto`: chosen from forecasts at origins before this one only, never worse there than seasonal naive. */
  forecast(
    request: ForecastKey & { readonly bands?: Bands; readonly isRounded?: boolean },
    signal: AbortSignal,
  ): Promise<Forecast>;
  /** How such bands did at origins of the past; null where there is nothing to look back at. */
  wholeCoverage(key: HistoryKey, signal: AbortSignal): Promise<MeasuredCoverage | null>;
  backtest(
    request: BacktestRequest,
    control: { readonly signal: AbortSignal; readonly onProgress: (done: number, total: number) => void },
  ): Promise<BacktestReport>;
  /** The same forecast at other levels, by the density process. Returns [levels × horizon]. */
  requantile(forecast: Forecast, levels: readonly number[]): Promise<Float32Array>;
  /**
   * Sums of each node of a tree of forecasts, of the same steps of series of one file, at these levels: one draw, so that the same is said
   * of a series and of a group whatever else is asked.
   *
   * @param tree `parent`: the node that it is summed in, which comes before it; what belongs to a node follows it directly
   * @returns by node
   */
  totals(
    tree: readonly { readonly parent: number | null; readonly forecasts: readonly Forecast[] }[],
    wanted: {
      readonly stretch: SumStretch;
      readonly statistic: TotalStatistic;
      readonly levels: readonly number[];
      /** By series, what forecasts of groups make of it. */
      readonly adjustments?: ReadonlyMap<string, PathAdjustment>;
      /** Is told of each series whose past is there. */
      readonly onSource?: () => void;
    },
    signal: AbortSignal,
  ): Promise<readonly ForecastTotals[]>;
  /**
   * How adjustments did where values came since.
   *
   * @param from exported forecasts with adjustments; null: what the window showed of the file, and its adjustments
   */
  valueAdded(dataset: string, from: readonly AdjustedExport[] | null): ValueAddedReport;
  /** Scenarios as a window shows them, of a file that was imported. */
  scenarios(
    wanted: ShownScenarios & { readonly dataset: string; readonly bands: Bands },
    signal: AbortSignal,
  ): Promise<readonly ExportedScenario[]>;
  /** Totals as a window shows them. @param wanted `adjust`: what is put on top of each forecast */
  shownTotals(
    wanted: {
      readonly dataset: string;
      readonly bands: Bands;
      readonly totals: ShownTotals;
      readonly adjust: (forecast: Forecast) => ReconcilableForecast & { readonly adjusted: Forecast };
    },
    signal: AbortSignal,
  ): Promise<ExportedTotals>;
  /**
   * Whether forecasts of groups by themselves make those of their series better, and what they make of them then.
   *
   * @param own of the same steps, one for each series of one file, as the model made them
   * @param groups by group: places of its forecasts
   */
  reconcile(
    request: Pick<TotalsRequest, "dataset" | "model" | "horizon">,
    own: readonly ReconcilableForecast[],
    groups: readonly (readonly number[])[],
    signal: AbortSignal,
  ): Promise<{
    readonly reconciliation: Reconciliation;
    readonly adjustments: ReadonlyMap<string, PathAdjustment>;
  }>;
  /**
   * From now on forecasts of the dataset know of them, of each series once it was judged.
   * @param file the dataset's, and how it was read: known columns are read from it
   * @returns what names them in the id of a model with influences
   */
  useInfluences(
    dataset: string,
    influences: NamedInfluences,
    file: { readonly path: string; readonly options: IngestOptions; readonly isOneShot: boolean },
    signal: AbortSignal,
  ): Promise<string>;
  /** Whether forecasts of the series were better with the influences at origins before this one. */
  judgeInfluences(key: ForecastKey, signal: AbortSignal): Promise<InfluenceVerdict>;
  /** What the dataset's influences do to a series; null where none are in use. */
  fittedInfluences(key: Omit<ForecastKey, "model">, signal: AbortSignal): Promise<FittedInfluences | null>;
  /** What a forecast says about thresholds, in their order; `isJudged`: and how such chances did in the past. */
  answered(
    forecast: Forecast,
    thresholds: readonly Threshold[],
    how: { readonly bands: Bands; readonly isJudged: boolean },
    signal: AbortSignal,
  ): Promise<readonly AnsweredThreshold[]>;
  /** The same of sums of series of one file, from the forecasts that `members` gives. */
  sums(
    wanted: {
      readonly members: {
        readonly dataset: string;
        readonly among: ReadonlySet<string> | null;
        get(series: string): Promise<Forecast>;
      };
      readonly thresholds: readonly Threshold[];
      readonly horizon: number;
      readonly origin: number;
      readonly bands: Bands;
      readonly isJudged: boolean;
    },
    signal: AbortSignal,
  ): Promise<readonly ExportedSumThreshold[]>;
  /** Where the wall clock of a forecast's times hangs, and the times up to its origin. */
  clockOf(forecast: Forecast): { readonly zone: TimeZone; readonly historyTimes: Float64Array };
  /** Whether no value of the series is below zero, and so no forecast of it. */
  isNonNegative(dataset: string, series: string): boolean;
  /** Whether the series counts things: whole numbers from zero up. */
  isCount(dataset: string, series: string): boolean;
  /** Rule for the width of the kernels over a model's samples. */
  readonly bandwidth: string;
  /** @throws EngineError policy-forbids where a file may not be written there; `exportTo` does so, too, but after all the work */
  requireExport(path: string): void;
  exportTo(path: string, content: ExportContent): Promise<void>;
  /** The same to a name of `withTemporary`. */
  exportAside(path: string, content: ExportContent): Promise<void>;
  /** Joins parts of one run, as `exportTo` wrote them. @throws EngineError where they are not all of one */
  mergeParts(
    path: string,
    parts: readonly string[],
    signal: AbortSignal,
  ): Promise<{ readonly bytes: number; readonly parts: number }>;
  /** A job that forecasts with the model without the application. @returns the names of its files */
  exportJob(folder: string, model: string, horizon: number | undefined): Promise<readonly string[]>;
  /** The models as inference servers take them. @returns the names of the files */
  exportModelRepository(folder: string, models: readonly string[]): Promise<readonly string[]>;
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
  list(): Promise<readonly CachedDataset[]>;
  verify(): Promise<CacheReport>;
  flush(): Promise<void>;
  /** @returns the number of files that went */
  delete(dataset?: string): Promise<number>;
  pin(dataset: string, isPinned: boolean): void;
}
