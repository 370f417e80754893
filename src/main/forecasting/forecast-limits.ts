import type { DispatcherLimits } from "#engine/jobs";

export interface ForecastLimits extends DispatcherLimits {
  /** Budget of the forecast store. */
  readonly forecastBytes: number;
  /** Budget of the per-step densities, and how long one is kept. */
  readonly densityBytes: number;
  readonly densityTtlMs: number;
  /** Budget of series whose file is closed, kept because a next file may share windows with them. */
  readonly closedSeriesBytes: number;
  /** Budget on disk, for forecasts and series together. */
  readonly diskBytes: number;
}

const megabyte = 1024 * 1024;

/** Sane defaults for a machine: an eighth of its memory for forecasts, between 64 MB and 1 GB. */
export function defaultForecastLimits(totalMemoryBytes: number): ForecastLimits {
  return {
    maxUserItems: 10_000,
    maxUserBytes: 64 * megabyte,
    maxRanges: 4096,
    ageingMs: 1000,
    maxBatch: 64,
    targetMs: 25,
    attentiveTargetMs: 6,
    attentiveForMs: 2000,
    poisonousForMs: 10 * 60_000,
    forecastBytes: Math.min(1024 * megabyte, Math.max(64 * megabyte, Math.floor(totalMemoryBytes / 8))),
    densityBytes: 64 * megabyte,
    densityTtlMs: 10 * 60_000,
    closedSeriesBytes: 64 * megabyte,
    diskBytes: 1024 * megabyte,
  };
}
