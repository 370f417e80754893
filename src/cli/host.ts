import type { Dataset, Doctor, Forecast, ModelInfo } from "#contract/data";

export interface CliImportOptions {
  readonly timeColumn?: string;
  readonly targetColumns?: readonly string[];
  readonly idColumns?: readonly string[];
  readonly timezone?: string;
}

export interface CliForecastRequest {
  readonly dataset: string;
  readonly series: string;
  readonly model: string;
  readonly horizon: number;
  readonly origin: number;
}

export interface CliExport {
  readonly title: string;
  readonly forecasts: readonly { readonly forecast: Forecast; readonly levels: readonly number[]; readonly quantiles: Float32Array }[];
  readonly settings: Readonly<Record<string, string | number | boolean | readonly number[]>>;
}

/** What the commands need of the application; main's ForecastHost is the one implementation. */
export interface CliHost {
  readonly version: string;
  readonly preprocessing: string;
  models(): readonly ModelInfo[];
  /** The model that `auto` stands for. */
  defaultModel(): string;
  verifyModels(id: string | undefined): Promise<readonly ModelInfo[]>;
  importFile(
    path: string,
    options: CliImportOptions,
    control: { readonly signal: AbortSignal; readonly onProgress: (done: number, total: number) => void },
  ): Promise<Dataset>;
  forecast(request: CliForecastRequest, signal: AbortSignal): Promise<Forecast>;
  /** The same forecast at other levels, by the density process. Returns [levels × horizon]. */
  requantile(forecast: Forecast, levels: readonly number[]): Promise<Float32Array>;
  exportTo(path: string, content: CliExport): Promise<void>;
  doctor(): Promise<Doctor>;
  /** Tries a user's model in a process of its own and keeps it. */
  importModel(path: string): Promise<ModelInfo>;
  readonly cache: CliCache;
}

export interface CliCachedDataset {
  readonly dataset: string;
  readonly series: number;
  readonly forecasts: number;
  readonly bytes: number;
  /** Milliseconds since 1970. */
  readonly usedMs: number;
  readonly isPinned: boolean;
}

/** What is kept between starts, and what can be done about it. */
export interface CliCache {
  info(): object;
  list(): readonly CliCachedDataset[];
  verify(): Promise<{ readonly files: number; readonly damaged: number; readonly missing: number }>;
  flush(): Promise<void>;
  /** @returns the number of files that went */
  delete(dataset?: string): Promise<number>;
  pin(dataset: string, isPinned: boolean): void;
}
