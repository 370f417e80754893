import type { DispatcherLimits } from "#engine/dispatch";

export interface ForecastLimits extends DispatcherLimits {
  /** Budget of the forecast store. */
  readonly forecastBytes: number;
  /** How long a per-step density stays in memory. */
  readonly densityTtlMs: number;
  /** Budget of series of closed files, cached because the next file may share windows with them. */
  readonly closedSeriesBytes: number;
  /** Budget of answers computed from forecasts: densities, coverage, tables. */
  readonly queryBytes: number;
  readonly queryTtlMs: number;
  /** Budget of the whole cache on disk: forecasts, series, datasets and answers. */
  readonly diskBytes: number;
}

const megabyte = 1024 * 1024;

/** Maximum share of the machine's memory for all caches together, whatever the settings say. */
const largestShare = 0.5;

/** The budgets a user may set; absent ones are derived from the machine. */
export type LimitSettings = {
  readonly [Name in "forecastBytes" | "closedSeriesBytes" | "queryBytes" | "diskBytes"]?: number | undefined;
} & {
  /** Budget of all caches in memory together, shared in their default proportions. */
  readonly memoryBytes?: number | undefined;
};

/** Bounds of the user's budgets; less than the minimum would make everything slow. */
export const budgetBounds = {
  minDiskBytes: 100e6,
  maxDiskBytes: 1e12,
  minMemoryBytes: 64e6,
  maxMemoryBytes: (totalMemoryBytes: number): number => Math.floor(totalMemoryBytes * largestShare),
} as const;

/** The effective limits: the user's where set, capped by the machine's memory. */
export function forecastLimits(totalMemoryBytes: number, { memoryBytes, ...settings }: LimitSettings): ForecastLimits {
  const limits = { ...defaultForecastLimits(totalMemoryBytes) };
  for (const [name, value] of Object.entries(settings) as [keyof typeof settings, number | undefined][]) {
    if (value !== undefined) limits[name] = value;
  }
  const wanted = memoryBudget(limits);
  const share = Math.min(
    memoryBytes === undefined ? 1 : memoryBytes / wanted,
    (totalMemoryBytes * largestShare) / wanted,
  );
  for (const name of inMemory) limits[name] = Math.floor(limits[name] * share);
  return limits;
}

const inMemory = ["forecastBytes", "closedSeriesBytes", "queryBytes"] as const;

/** Total budget of all caches in memory. */
export function memoryBudget(limits: Pick<ForecastLimits, (typeof inMemory)[number]>): number {
  return inMemory.reduce((sum, name) => sum + limits[name], 0);
}

/** Sane defaults for a machine: an eighth of its memory for forecasts, between 64 MB and 1 GB; 1 GB on disk in all. */
export function defaultForecastLimits(totalMemoryBytes: number): ForecastLimits {
  return {
    maxUserItems: 10_000,
    maxUserBytes: 64 * megabyte,
    maxEvaluationItems: 512,
    maxRanges: 4096,
    ageingMs: 1000,
    maxBatch: 64,
    targetMs: 25,
    poisonousForMs: 10 * 60_000,
    forecastBytes: Math.min(1024 * megabyte, Math.max(64 * megabyte, Math.floor(totalMemoryBytes / 8))),
    densityTtlMs: 10 * 60_000,
    closedSeriesBytes: 64 * megabyte,
    queryBytes: 80 * megabyte,
    // An answer's key contains everything it depends on, so it never becomes wrong, only unused.
    queryTtlMs: 30 * 24 * 60 * 60_000,
    diskBytes: 1e9,
  };
}
