/** Mean and standard deviation of each step ahead. */
export interface Moments {
  /** [horizon] */
  readonly means: Float64Array;
  /** [horizon] */
  readonly deviations: Float64Array;
}
