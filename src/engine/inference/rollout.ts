/** Quantile forecasts of any horizon from a model of a fixed one. */
import { CancelledError, EngineError, type CancelReason } from "#engine/errors";
import { QuantileMixture } from "./quantile-mixture.ts";
import type { InferenceRuntime, ModelShape } from "./runtime.ts";

/**
 * Cancelling is looked at between two runs of the model, so a run should be short; and on a processor a run of 16 windows
 * costs the least per window (bench/inference.bench.ts: a larger one leaves the caches, a smaller one packs matrices
 * for fewer rows). Devices with an appetite for more say so in the request.
 */
const defaultWindowsPerRun = 16;

export interface RolloutRequest {
  readonly model: string;
  readonly shape: ModelShape;
  readonly horizon: number;
  /** [items × contextSteps], row-major, left-padded with NaN; left untouched. */
  readonly windows: Float32Array;
  readonly items: number;
  /** A function is asked before each run: what suits a run may change while a batch is under way. */
  readonly windowsPerRun?: number | (() => number);
  /** Asked between runs of the model: a reason stops the rollout with a CancelledError. */
  readonly cancelReason?: () => CancelReason | null;
}

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
 * @returns [items × levels × horizon], row-major, rising in level
 */
export async function forecastWindows(runtime: InferenceRuntime, request: RolloutRequest): Promise<Float32Array> {
  const { shape, horizon, items } = request;
  const { contextSteps, nativeHorizonSteps: native, levels } = shape;
  checkRequest(request);

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

function checkRequest({ shape, horizon, windows, items }: RolloutRequest): void {
  if (!Number.isInteger(horizon) || horizon < 1) {
    throw new EngineError("horizon-out-of-range", `The horizon must be a whole number of steps, not ${horizon}.`);
  }
  if (windows.length !== items * shape.contextSteps) {
    throw new Error(`${items} windows of ${shape.contextSteps} steps need other than ${windows.length} numbers`);
  }
}

async function runInPieces(
  runtime: InferenceRuntime,
  { model, shape, cancelReason, windowsPerRun = defaultWindowsPerRun }: RolloutRequest,
  windows: Float32Array,
  items: number,
): Promise<Float32Array> {
  const { contextSteps, nativeHorizonSteps, levels } = shape;
  const perItem = levels.length * nativeHorizonSteps;
  const outputs = new Float32Array(items * perItem);
  for (let from = 0, to = 0; from < items; from = to) {
    const reason = cancelReason?.() ?? null;
    if (reason !== null) throw new CancelledError(reason);
    to = Math.min(items, from + (typeof windowsPerRun === "number" ? windowsPerRun : windowsPerRun()));
    const piece = withoutInfinity(windows.subarray(from * contextSteps, to * contextSteps));
    const output = await runtime.run(model, piece, to - from);
    if (output.length !== (to - from) * perItem) {
      throw new EngineError(
        "model-refused",
        `Model ${model} answered ${output.length} numbers for ${to - from} windows; its manifest says ${(to - from) * perItem}.`,
      );
    }
    outputs.set(output, from * perItem);
  }
  const reason = cancelReason?.() ?? null;
  if (reason !== null) throw new CancelledError(reason);
  return outputs;
}

/** A number beyond float32's range is not known to the model; as infinity it would turn the whole answer into NaN. */
function withoutInfinity(windows: Float32Array): Float32Array {
  const isTooLarge = (value: number): boolean => value === Infinity || value === -Infinity;
  return windows.some(isTooLarge) ? windows.map((value) => (isTooLarge(value) ? Number.NaN : value)) : windows;
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

/** The newest `window.length` steps of the context followed by one path; the oldest steps fall off. */
function continueContext(window: Float32Array, context: Float32Array, path: Float32Array): void {
  const kept = Math.max(0, window.length - path.length);
  window.set(context.subarray(context.length - kept), 0);
  window.set(path.subarray(path.length - (window.length - kept)), kept);
}
