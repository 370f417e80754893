/** Forecasts of any horizon from a model of a fixed one. */
import { QuantileMixture } from "./quantile-mixture.ts";
import type { InferenceRuntime } from "./runtime.ts";
import { forecastSamples } from "./sample-rollout.ts";
import { spreadFloors } from "./spread-floor.ts";
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
 * random: the same window gives the same numbers, alone or in any batch. No quantile comes closer to the median than
 * the blocks before allow (spread-floor.ts).
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
  const block = new Float32Array(paths * native);
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
      // The whole block, also where the horizon ends within it: the same steps have the same numbers at every horizon.
      for (let step = 0; step < native; step += 1) {
        mixture.quantiles(conditional, step, paths * native, native, (level, value) => {
          block[level * native + step] = value;
        });
      }
      keepSpread(block, quantiles, levels, native, start);
      const steps = Math.min(native, horizon - start);
      for (let level = 0; level < paths; level += 1) {
        quantiles.set(block.subarray(level * native, level * native + steps), level * horizon + start);
      }
    }
  }
  return result;
}

/**
 * Moves the quantiles of a block away from the median where they would be closer to it than the steps before allow.
 *
 * @param block [levels × native]
 * @param quantiles [levels × horizon], known up to `start`
 */
function keepSpread(
  block: Float32Array,
  quantiles: Float32Array,
  levels: readonly number[],
  native: number,
  start: number,
): void {
  const horizon = quantiles.length / levels.length;
  const before = centreOf(quantiles, levels, horizon, start);
  const centre = centreOf(block, levels, native, native);
  const reach = new Float64Array(native);
  const outwards = (rows: readonly number[], side: 1 | -1): void => {
    reach.fill(0);
    for (const row of rows) {
      const spreadAt = (values: Float32Array, steps: number, middle: Float64Array) => (step: number) =>
        side * ((values[row * steps + step] as number) - (middle[step] as number));
      const here = Float64Array.from(stepsUpTo(native), spreadAt(block, native, centre));
      const floors = spreadFloors(Float64Array.from(stepsUpTo(start), spreadAt(quantiles, horizon, before)), here);
      for (let step = 0; step < native; step += 1) {
        // No quantile overtakes an outer one.
        reach[step] = Math.max(reach[step] as number, floors[step] as number, here[step] as number);
        if ((reach[step] as number) > (here[step] as number))
          block[row * native + step] = (centre[step] as number) + side * (reach[step] as number);
      }
    }
  };
  const rows = levels.map((_, row) => row);
  outwards(
    rows.filter((row) => (levels[row] as number) > 0.5),
    1,
  );
  outwards(rows.filter((row) => (levels[row] as number) < 0.5).reverse(), -1);
}

function stepsUpTo(count: number): number[] {
  return Array.from({ length: count }, (_, step) => step);
}

/** [steps] the median, or, where there is no such level, the middle of those beside it. */
function centreOf(values: Float32Array, levels: readonly number[], horizon: number, steps: number): Float64Array {
  const above = Math.max(
    0,
    levels.findIndex((level) => level >= 0.5),
  );
  const below = levels[above] === 0.5 ? above : Math.max(0, above - 1);
  return Float64Array.from({ length: steps }, (_, step) => {
    const [low, high] = [values[below * horizon + step] as number, values[above * horizon + step] as number];
    return (low + high) / 2;
  });
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
