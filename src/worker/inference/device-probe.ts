/** What a device is worth for a model: how fast it is, and how far its numbers are from the processor's. */
import { providerOfDevice } from "#domain/device";
import { fileFor, type ModelToLoad, type ProviderProbe } from "#contract/worker";
import { largestRelativeError, probeWindows } from "./probe.ts";
import { OrtRuntime } from "./ort-runtime.ts";

/** Long enough to level out, short enough for a first start. */
const measureMs = 250;
/** The user's own forecast waits for a run that is under way, so a size that takes longer is the last one tried. */
const longestRunMs = 25;
const sizes = { cpu: [8, 16, 32], other: [16, 64, 256] } as const;

/**
 * Runs the probe's windows on one device and, with the model's own file, on the CPU, then measures the provider's speed.
 *
 * A driver may take the process down with it: main runs this in a process of its own, with a limit.
 *
 * @param onlySize windows in one run, where only that size is of interest
 * @throws EngineError "model-refused" when the provider cannot run the model
 */
export async function probeProvider(
  known: ModelToLoad,
  executionProvider: string,
  onlySize?: number,
): Promise<ProviderProbe> {
  // Devices are compared on what all of them run: the files for short histories are the processor's alone.
  const { shorter: _, ...model } = known;
  const windows = probeWindows(model.contextSteps);
  const isCpu = providerOfDevice(executionProvider) === "cpu";
  const { probeAnswer: expected } = await open(model, "cpu", 1);

  let error = 0;
  let best = { windowsPerSecond: 0, windowsPerRun: 1 };
  const tried = onlySize === undefined ? (isCpu ? sizes.cpu : sizes.other) : [onlySize];
  for (const windowsPerRun of tried) {
    // On a device the size is part of how a model is loaded, and each is as much to be checked as the others.
    const { runtime, probeAnswer } = await open(fileFor(model, executionProvider), executionProvider, windowsPerRun);
    const here = largestRelativeError(probeAnswer, expected);
    error = Number.isNaN(here) ? here : Math.max(error, here);
    const { windowsPerSecond, runMs } = await measure(runtime, model, windows, windowsPerRun);
    if (windowsPerSecond > best.windowsPerSecond) best = { windowsPerSecond, windowsPerRun };
    if (runMs > longestRunMs || Number.isNaN(error)) break;
  }
  return { executionProvider, ...best, largestRelativeError: error };
}

async function open(
  model: ModelToLoad,
  executionProvider: string,
  windowsPerRun: number,
): Promise<{ readonly runtime: OrtRuntime; readonly probeAnswer: Float32Array }> {
  const runtime = new OrtRuntime();
  const { probeAnswer } = await runtime.load(model, { executionProvider, intraOpThreads: 1, windowsPerRun });
  return { runtime, probeAnswer };
}

async function measure(
  runtime: OrtRuntime,
  model: ModelToLoad,
  probe: Float32Array,
  items: number,
): Promise<{ windowsPerSecond: number; runMs: number }> {
  const windows = new Float32Array(items * model.contextSteps);
  for (let from = 0; from < windows.length; from += probe.length) {
    windows.set(probe.subarray(0, Math.min(probe.length, windows.length - from)), from);
  }
  const started = performance.now();
  let runs = 0;
  let elapsed = 0;
  while (elapsed < measureMs) {
    await runtime.run(model.id, windows, items);
    runs += 1;
    elapsed = performance.now() - started;
  }
  return { windowsPerSecond: (1_000 * runs * items) / elapsed, runMs: elapsed / runs };
}
