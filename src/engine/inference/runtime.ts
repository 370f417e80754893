/** What the engine needs of whatever runs a model. The worker implements it over ONNX Runtime, tests with formulas. */

/** The shapes of a quantile model, as its manifest states them. */
export interface ModelShape {
  readonly contextSteps: number;
  readonly nativeHorizonSteps: number;
  /** Rising fractions in (0, 1). */
  readonly levels: readonly number[];
}

export interface InferenceRuntime {
  /**
   * Runs the model once over a batch.
   *
   * What a window gives never depends on the windows beside it: an implementation must answer bit for bit the same
   * however the caller cuts its batches, because results computed alone and in batches share one cache.
   *
   * @param windows [items × contextSteps], row-major, left-padded with NaN
   * @returns [items × levels × nativeHorizonSteps], row-major, rising in level
   */
  run(model: string, windows: Float32Array, items: number): Promise<Float32Array>;
}
