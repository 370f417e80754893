/** Per-step densities in columns: `values[i]` on the grid `from + i * step`, scaled so that each step integrates to 1. */
export interface DensityColumns {
  readonly points: number;
  /** [horizon] lower end and [horizon] spacing of each step's grid. */
  readonly from: Float32Array;
  readonly step: Float32Array;
  /** [horizon × points], row-major. */
  readonly values: Float32Array;
}

/** Rules for the bandwidth of kernels over samples; the first is the default. */
export const bandwidthRules = ["isj", "silverman", "scott"] as const;
export type BandwidthRule = (typeof bandwidthRules)[number];
