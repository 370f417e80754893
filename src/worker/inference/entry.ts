/**
 * The inference utility process: opens models, runs batches, hands the numbers to the density process over their own
 * port, and tells main when the slot is free again.
 */
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
/** Users' requests without a pause leave background work this long without a run, and then one turn. */
const ageingMs = 1_000;
const turnMs = 25;

const port = parentPort();
const runtime = new OrtRuntime();
const models = new Map<string, OpenModel>();
/** Batches that were asked for and are not answered yet, and those of them that are no longer wanted. */
const open = new Set<number>();
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
  isBackground,
}: RunMessage): Promise<void> {
  requireIntact("windows", expected, ...checkedOfBatch(horizon, items, windows));
  const known = models.get(model);
  if (known === undefined) throw new Error(`model ${model} is not loaded in this process`);
  if (densityPort === null) throw new Error("there is no line to the density process");
  const { shape, samples, windowsPerRun, recordRun } = known;
  const started = performance.now();
  let longestRunMs = 0;
  const inTurns: InferenceRuntime = {
    async run(...args) {
      if (isBackground === true) await lanes.yieldToUserWork();
      // It may have been loaded elsewhere meanwhile, and a batch is of one device.
      if (runtime.providerOf(model) !== executionProvider) throw deviceChanged(model, executionProvider);
      const runStarted = performance.now();
      const output = await runtime.run(...args);
      const ms = performance.now() - runStarted;
      recordRun(args[2], ms);
      longestRunMs = Math.max(longestRunMs, ms);
      return output;
    },
  };
  const quantiles = await forecastWindows(inTurns, {
    model,
    shape,
    horizon,
    windows,
    items: items.length,
    windowsPerRun,
    cancelReason: () => (cancelled.has(id) ? "user" : null),
  });
  const batch: FinishBatch = {
    type: "finish",
    id,
    horizon,
    levels: shape.levels,
    ...(samples === undefined ? {} : { samples }),
    items,
    isBackground: isBackground === true,
    quantiles,
    checksum: checksum(...checkedOfBatch(horizon, items, quantiles)),
  };
  densityPort.postMessage(batch);
  post({ type: "ran", id, ms: performance.now() - started, longestRunMs });
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
  open.add(message.id);
  if (message.type === "run" && message.isBackground !== true) lastRequestMs = performance.now();
  lanes.add(message.type === "run" && message.isBackground === true ? "background" : "user", async () => {
    try {
      if (cancelled.has(message.id)) throw new CancelledError("user");
      await handle(message);
    } catch (error) {
      if (isCancelled(error)) post({ type: "cancelled", id: message.id });
      else post({ type: "failed", id: message.id, error: toPlainError(error) });
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
