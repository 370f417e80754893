export interface Moments {
  /** [horizon] */
  readonly means: Float64Array;
  readonly deviations: Float64Array;
}
