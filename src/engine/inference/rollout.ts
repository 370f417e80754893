/** Forecasts of any horizon from a model of a fixed one. */
import { QuantileMixture } from "./quantile-mixture.ts";
import type { InferenceRuntime } from "./runtime.ts";
import { forecastSamples } from "./sample-rollout.ts";
import { checkRequest, continueContext, runInPieces, type RolloutRequest } from "./window-runs.ts";

/**
 * Forecasts a batch of windows, block after block.
 *
 * Feeding the median back in would forget how uncertain it was: the band would collapse at every seam. So each block
 * after the first is forecast once from every quantile path of what came before (the context continued by the forecast
 * at one level), and the block's quantiles are those of the mixture of all paths, each weighted by the probability
 * around its level. The idea is that of the long-horizon rollout of Chronos-Bolt (amazon-science/chronos-forecasting,
 * pull request 366); there the levels are equally spaced and the mixture is a plain sort, here the levels are the
 * model's own and the paths between and beyond them are filled in (see quantile-mixture.ts). Nothing is drawn at
 * random: the same window gives the same numbers, alone or in any batch.
 *
 * A model that answers with samples goes on from its samples instead (sample-rollout.ts).
 *
 * @returns [items × rows × horizon], row-major; rows are levels, rising, or those of samples (`answerRows`)
 */
export async function forecastWindows(runtime: InferenceRuntime, request: RolloutRequest): Promise<Float32Array> {
  const { shape, horizon, items } = request;
  const { contextSteps, nativeHorizonSteps: native, levels } = shape;
  checkRequest(request);
  if (shape.samples !== undefined) return forecastSamples(runtime, request, shape.samples);

  const result = new Float32Array(items * levels.length * horizon);
  const first = await runInPieces(runtime, request, request.windows, items);
  writeBlock(first, result, items, levels.length, native, horizon);
  if (horizon <= native) return result;

  const paths = levels.length;
  const mixture = new QuantileMixture(levels);
  const windows = new Float32Array(paths * contextSteps);
  // One item after the other: a long horizon multiplies the windows by the levels, and memory should not follow.
  for (let item = 0; item < items; item += 1) {
    const context = request.windows.subarray(item * contextSteps, (item + 1) * contextSteps);
    const quantiles = result.subarray(item * paths * horizon, (item + 1) * paths * horizon);
    for (let start = native; start < horizon; start += native) {
      for (let path = 0; path < paths; path += 1) {
        const window = windows.subarray(path * contextSteps, (path + 1) * contextSteps);
        continueContext(window, context, quantiles.subarray(path * horizon, path * horizon + start));
      }
      const conditional = await runInPieces(runtime, request, windows, paths);
      const steps = Math.min(native, horizon - start);
      for (let step = 0; step < steps; step += 1) {
        mixture.quantiles(conditional, step, paths * native, native, (level, value) => {
          quantiles[level * horizon + start + step] = value;
        });
      }
    }
  }
  return result;
}

/** Copies the first block, cut to the horizon, and puts levels that cross by rounding in order. */
function writeBlock(
  block: Float32Array,
  result: Float32Array,
  items: number,
  levels: number,
  native: number,
  horizon: number,
): void {
  const steps = Math.min(native, horizon);
  for (let item = 0; item < items; item += 1) {
    for (let step = 0; step < steps; step += 1) {
      let floor = -Infinity;
      for (let level = 0; level < levels; level += 1) {
        const value = block[(item * levels + level) * native + step] as number;
        floor = value > floor || Number.isNaN(value) ? value : floor;
        result[(item * levels + level) * horizon + step] = floor;
      }
    }
  }
}
