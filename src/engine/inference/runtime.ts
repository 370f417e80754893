/** What the engine needs of whatever runs a model. The worker implements it over ONNX Runtime, tests with formulas. */
import type { SampleRows } from "#domain/model";

/** The shapes of a model, as its manifest states them. */
export interface ModelShape {
  readonly contextSteps: number;
  readonly nativeHorizonSteps: number;
  /** Rising fractions in (0, 1). */
  readonly levels: readonly number[];
  /** Of a model that answers with samples; without it the rows of an answer are the levels'. */
  readonly samples?: SampleRows;
}

/** Rows of an answer: levels, or samples and what belongs to them. */
export function answerRows({ levels, samples }: Pick<ModelShape, "levels" | "samples">): number {
  if (samples === undefined) return levels.length;
  return samples.hasDeviations ? 2 * samples.count : samples.count;
}

export interface InferenceRuntime {
  /**
   * Runs the model once over a batch.
   *
   * What a window gives never depends on the windows beside it: an implementation must answer bit for bit the same
   * however the caller cuts its batches, because results computed alone and in batches share one cache.
   *
   * @param windows [items × contextSteps], row-major, left-padded with NaN
   * @returns [items × rows × nativeHorizonSteps], row-major; rows are levels, rising, or those of samples (`answerRows`)
   */
  run(model: string, windows: Float32Array, items: number): Promise<Float32Array>;
}
