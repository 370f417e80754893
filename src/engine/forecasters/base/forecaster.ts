/**
 * A statistical model that is fitted and used in one step: it keeps nothing between calls and gives the same answer to the
 * same question.
 */
export interface Forecaster {
  readonly id: string;
  readonly name: string;
  /** Changes whenever the same input would give other numbers, so that caches can't serve old ones. */
  readonly version: string;
  /**
   * Quantiles [levels × horizon], row-major, rising with the level at every step.
   *
   * @param values everything up to the origin in time order; NaN = missing. At least one observation.
   * @param seasonSteps steps in one season; 1 = none.
   * @param levels ascending fractions in (0, 1).
   */
  forecast(
    values: ArrayLike<number>,
    seasonSteps: number,
    horizonSteps: number,
    levels: readonly number[],
  ): Float32Array;
}
