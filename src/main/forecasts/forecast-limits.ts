import type { DispatcherLimits } from "#engine/dispatch";

export interface ForecastLimits extends DispatcherLimits {
  /** Budget of the forecast store. */
  readonly forecastBytes: number;
  /** Budget of the per-step densities, and how long one is kept. */
  readonly densityBytes: number;
  readonly densityTtlMs: number;
  /** Budget of series whose file is closed, kept because a next file may share windows with them. */
  readonly closedSeriesBytes: number;
  /** Budget of what was computed from forecasts: coverage, profiles, tables. */
  readonly queryBytes: number;
  readonly queryTtlMs: number;
  /** Budget on disk, for everything that is kept together: forecasts, series, datasets and answers. */
  readonly diskBytes: number;
}

const megabyte = 1024 * 1024;

/** Together, the caches in memory may not take more than this share of the machine's, whatever the settings say. */
const largestShare = 0.5;

/** The budgets that a user may set; anything absent follows from the machine. */
export type LimitSettings = {
  readonly [Name in "forecastBytes" | "densityBytes" | "closedSeriesBytes" | "queryBytes" | "diskBytes"]?:
    | number
    | undefined;
} & {
  /** Of all caches in memory together; they share it in the proportions that they have without it. */
  readonly memoryBytes?: number | undefined;
};

/** What a user may choose; less than the least would make everything slow. */
export const budgetBounds = {
  minDiskBytes: 100e6,
  maxDiskBytes: 1e12,
  minMemoryBytes: 64e6,
  maxMemoryBytes: (totalMemoryBytes: number): number => Math.floor(totalMemoryBytes * largestShare),
} as const;

/** The limits in force: the user's where there are any, as far as the machine's memory goes. */
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

const inMemory = ["forecastBytes", "densityBytes", "closedSeriesBytes", "queryBytes"] as const;

/** What all caches in memory may take together. */
export function memoryBudget(limits: Pick<ForecastLimits, (typeof inMemory)[number]>): number {
  return inMemory.reduce((sum, name) => sum + limits[name], 0);
}

/** Sane defaults for a machine: an eighth of its memory for forecasts, between 64 MB and 1 GB; 1 GB on disk in all. */
export function defaultForecastLimits(totalMemoryBytes: number): ForecastLimits {
  return {
    maxUserItems: 10_000,
    maxUserBytes: 64 * megabyte,
    maxRanges: 4096,
    ageingMs: 1000,
    maxBatch: 64,
    targetMs: 25,
    poisonousForMs: 10 * 60_000,
    forecastBytes: Math.min(1024 * megabyte, Math.max(64 * megabyte, Math.floor(totalMemoryBytes / 8))),
    densityBytes: 64 * megabyte,
    densityTtlMs: 10 * 60_000,
    closedSeriesBytes: 64 * megabyte,
    queryBytes: 16 * megabyte,
    // Everything that such an answer depends on is in its key: what ages is only the interest in it.
    queryTtlMs: 30 * 24 * 60 * 60_000,
    diskBytes: 1e9,
  };
}
