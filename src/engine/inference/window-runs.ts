/** Runs of a model over many windows, in pieces, and windows that go on from a forecast. */
import { CancelledError, EngineError, type CancelReason } from "#domain/errors";
import { answerRows, type InferenceRuntime, type ModelShape } from "./runtime.ts";

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

export function checkRequest({ shape, horizon, windows, items }: RolloutRequest): void {
  if (!Number.isInteger(horizon) || horizon < 1) {
    throw new EngineError("horizon-out-of-range", `The horizon must be a whole number of steps, not ${horizon}.`);
  }
  if (windows.length !== items * shape.contextSteps) {
    throw new Error(`${items} windows of ${shape.contextSteps} steps need other than ${windows.length} numbers`);
  }
}

/** @returns [items × rows × native horizon], row-major */
export async function runInPieces(
  runtime: InferenceRuntime,
  { model, shape, cancelReason, windowsPerRun = defaultWindowsPerRun }: RolloutRequest,
  windows: Float32Array,
  items: number,
): Promise<Float32Array> {
  const { contextSteps, nativeHorizonSteps } = shape;
  const perItem = answerRows(shape) * nativeHorizonSteps;
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
        `Model ${model} returned ${output.length} numbers for ${to - from} windows; its manifest says ${(to - from) * perItem}.`,
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

/** The newest `window.length` steps of the context followed by one path; the oldest steps fall off. */
export function continueContext(window: Float32Array, context: Float32Array, path: Float32Array): void {
  const kept = Math.max(0, window.length - path.length);
  window.set(context.subarray(context.length - kept), 0);
  window.set(path.subarray(path.length - (window.length - kept)), kept);
}
