/**
 * The inference utility process: opens models, runs batches, hands the numbers to the density process over their own
 * port, and tells main when the slot is free again.
 */
import type { WorkLevel } from "#domain/forecast";
import type { SampleRows } from "#domain/model";
import { checkedOfBatch, fileFor, type FinishBatch, type FromInference, type ToInference } from "#contract/worker";
import { checksum, requireIntact } from "#engine/checksum";
import { CancelledError, isCancelled, toPlainError } from "#domain/errors";
import { forecastWindows, type InferenceRuntime, type ModelShape } from "#engine/inference";
import { BatchSizer, deviceChanged } from "#engine/dispatch";
import { probeProvider } from "./device-probe.ts";
import { Lanes } from "./lanes.ts";
import { checkModelFile, inspectModelFile } from "./model-file.ts";
import { OrtRuntime, type LoadedModel } from "./ort-runtime.ts";
import { parentPort, type ProcessPort } from "#worker/runtime";

type RunMessage = Extract<ToInference, { type: "run" }>;
type LoadMessage = Extract<ToInference, { type: "load" }>;
type Work = Exclude<ToInference, { type: "cancel" | "stop" }>;

interface OpenModel {
  readonly shape: ModelShape;
  readonly samples: SampleRows | undefined;
  /** Windows for the next run. */
  readonly windowsPerRun: () => number;
  readonly recordRun: (windows: number, ms: number) => void;
}

/**
 * A run can't be interrupted: a user's request waits for the one under way. So while users are asking, a run holds as many
 * windows on a processor as fit into this time, or into twice the time of a window alone where that is longer.
 */
const attentiveRunMs = 4;
/** How long after a request a user counts as asking: the next one is close behind the last. */
const attentiveForMs = 2_000;
/** While nobody asks. Larger runs would not be faster: past a few windows the activations leave the processor's caches. */
const runMs = 25;
const maxWindowsPerRun = 8;
/** More urgent work without a pause leaves other work this long without a run, and then one turn. */
const ageingMs = 1_000;
const turnMs = 25;
/** Finished windows of a batch stay here no longer than this: when it is cut off they are not lost. */
const partMs = 25;

const port = parentPort();
const runtime = new OrtRuntime();
const models = new Map<string, OpenModel>();
/** Batches that were asked for and are not answered yet, with the windows that density has of each. */
const open = new Map<number, number>();
/** Those of them that are no longer wanted. */
const cancelled = new Set<number>();
let densityPort: ProcessPort | null = null;
let lastRequestMs = Number.NEGATIVE_INFINITY;
const lanes = new Lanes({
  ageingMs,
  turnMs,
  turn: () => new Promise((resolve) => setImmediate(resolve)),
  now: () => performance.now(),
});

function post(message: FromInference): void {
  port.postMessage(message);
}

async function load({ id, model, executionProvider, intraOpThreads, windowsPerRun }: LoadMessage): Promise<void> {
  const file = fileFor(model, executionProvider);
  await checkModelFile(file);
  const loaded = await runtime.load(file, {
    executionProvider,
    intraOpThreads,
    ...(windowsPerRun === undefined ? {} : { windowsPerRun }),
  });
  models.set(model.id, { shape: model, samples: model.samples, ...runsOf(loaded, windowsPerRun ?? maxWindowsPerRun) });
  post({ type: "loaded", id, model: model.id, executionProvider: loaded.executionProvider, probeMs: loaded.probeMs });
}

function runsOf({ probeMs, tile }: LoadedModel, largest: number): Pick<OpenModel, "windowsPerRun" | "recordRun"> {
  // One size for all: anything smaller would be filled up to it.
  if (tile > 1) return { windowsPerRun: () => largest, recordRun: () => undefined };
  const maxBatch = Math.min(largest, maxWindowsPerRun);
  const attentive = new BatchSizer({ maxBatch, targetMs: Math.max(attentiveRunMs, 2 * probeMs) });
  const usual = new BatchSizer({ maxBatch, targetMs: runMs });
  const sizer = (): BatchSizer => (performance.now() - lastRequestMs < attentiveForMs ? attentive : usual);
  return { windowsPerRun: () => sizer().size("run"), recordRun: (windows, ms) => sizer().record("run", windows, ms) };
}

async function run({
  id,
  model,
  executionProvider,
  horizon,
  windows,
  checksum: expected,
  items,
  level,
}: RunMessage): Promise<void> {
  requireIntact("windows", expected, ...checkedOfBatch(horizon, items, windows));
  const known = models.get(model);
  if (known === undefined) throw new Error(`model ${model} is not loaded in this process`);
  if (densityPort === null) throw new Error("there is no line to the density process");
  const { shape, samples, windowsPerRun, recordRun } = known;
  const line = densityPort;
  let busyMs = 0;
  let longestRunMs = 0;
  const inTurns: InferenceRuntime = {
    async run(...args) {
      await lanes.yieldFrom(level);
      // It may have been loaded elsewhere meanwhile, and a batch is of one device.
      if (runtime.providerOf(model) !== executionProvider) throw deviceChanged(model, executionProvider);
      const runStarted = performance.now();
      const output = await runtime.run(...args);
      const ms = performance.now() - runStarted;
      recordRun(args[2], ms);
      busyMs += ms;
      longestRunMs = Math.max(longestRunMs, ms);
      return output;
    },
  };
  const parts: Float32Array[] = [];
  let handedOver = 0;
  let finished = 0;
  let handedOverMs = performance.now();
  const handOver = (): void => {
    if (finished === handedOver) return;
    const partItems = items.slice(handedOver, finished);
    const quantiles = joined(parts.splice(0));
    const part: FinishBatch = {
      type: "finish",
      id,
      horizon,
      levels: shape.levels,
      ...(samples === undefined ? {} : { samples }),
      items: partItems,
      level,
      quantiles,
      checksum: checksum(...checkedOfBatch(horizon, partItems, quantiles)),
    };
    line.postMessage(part);
    handedOver = finished;
    handedOverMs = performance.now();
    open.set(id, handedOver);
  };
  try {
    while (finished < items.length) {
      const to = Math.min(items.length, finished + windowsAtOnce(shape, horizon, windowsPerRun()));
      const part = {
        windows: windows.subarray(finished * shape.contextSteps, to * shape.contextSteps),
        items: to - finished,
      };
      const cancelReason = (): "user" | null => (cancelled.has(id) ? "user" : null);
      parts.push(await forecastWindows(inTurns, { model, shape, horizon, ...part, windowsPerRun, cancelReason }));
      finished = to;
      if (performance.now() - handedOverMs >= partMs) handOver();
    }
  } finally {
    handOver();
  }
  post({ type: "ran", id, windows: handedOver, ms: busyMs, longestRunMs });
}

/**
 * Windows that are finished together. Beyond the native horizon each window is many runs of its own, and the first, which
 * it shares with others, weighs the less the more these are.
 */
function windowsAtOnce({ nativeHorizonSteps }: ModelShape, horizon: number, windowsPerRun: number): number {
  const runsAfterTheFirst = Math.ceil(horizon / nativeHorizonSteps) - 1;
  return Math.max(1, Math.floor(windowsPerRun / Math.max(1, runsAfterTheFirst)));
}

function joined(parts: readonly Float32Array[]): Float32Array {
  const [first] = parts;
  if (parts.length === 1 && first !== undefined) return first;
  const all = new Float32Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

async function probe({ id, model, executionProvider, windowsPerRun }: Extract<Work, { type: "probe" }>): Promise<void> {
  for (const file of new Set([model, fileFor(model, executionProvider)])) await checkModelFile(file);
  post({ type: "probed", id, probe: await probeProvider(model, executionProvider, windowsPerRun) });
}

async function handle(message: Work): Promise<void> {
  switch (message.type) {
    case "load":
      return load(message);
    case "run":
      return run(message);
    case "inspect":
      post({ type: "inspected", id: message.id, file: await inspectModelFile(message.path) });
      break;
    case "probe":
      return probe(message);
  }
}

/** The one catch: whatever goes wrong is answered under its id, and the process lives on. */
function enqueue(message: Work): void {
  open.set(message.id, 0);
  // What is no batch is asked for by somebody who waits.
  const level: WorkLevel = message.type === "run" ? message.level : "user";
  if (message.type === "run" && level === "user") lastRequestMs = performance.now();
  lanes.add(level, async () => {
    try {
      if (cancelled.has(message.id)) throw new CancelledError("user");
      await handle(message);
    } catch (error) {
      const { id } = message;
      const windows = open.get(id) ?? 0;
      if (isCancelled(error)) post({ type: "cancelled", id, windows });
      else post({ type: "failed", id, error: toPlainError(error), windows });
    } finally {
      open.delete(message.id);
      cancelled.delete(message.id);
    }
  });
}

port.on("message", (event) => {
  const message = event.data as ToInference | { readonly type: "port" };
  switch (message.type) {
    case "port":
      densityPort?.close();
      densityPort = event.ports[0] ?? null;
      densityPort?.start();
      break;
    case "load":
    case "run":
    case "inspect":
    case "probe":
      enqueue(message);
      break;
    case "cancel":
      if (open.has(message.id)) cancelled.add(message.id);
      break;
    case "stop":
      process.exit(0);
  }
});

post({ type: "ready" });
