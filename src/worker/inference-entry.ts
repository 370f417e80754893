/**
 * The inference utility process: opens models, runs batches, hands the numbers to the density process over their own
 * port, and tells main when the slot is free again.
 */
import { checkedOfBatch, type FinishBatch, type FromInference, type ToInference } from "#contract/worker";
import { checksum, requireIntact } from "#engine/checksum";
import { CancelledError, isCancelled, toPlainError } from "#engine/errors";
import { forecastWindows, type ModelShape } from "#engine/inference";
import { probeProvider } from "./inference-device-probe.ts";
import { checkModelFile, inspectModelFile } from "./inference-model-file.ts";
import { OrtRuntime } from "./ort-runtime.ts";
import { parentPort, type ProcessPort } from "./inference-port.ts";

type RunMessage = Extract<ToInference, { type: "run" }>;
type LoadMessage = Extract<ToInference, { type: "load" }>;
type Work = Exclude<ToInference, { type: "cancel" | "stop" }>;

interface OpenModel {
  readonly shape: ModelShape;
  readonly windowsPerRun: number | undefined;
}

const port = parentPort();
const runtime = new OrtRuntime();
const models = new Map<string, OpenModel>();
/** Batches that were asked for and are not answered yet, and those of them that are no longer wanted. */
const open = new Set<number>();
const cancelled = new Set<number>();
let densityPort: ProcessPort | null = null;
/** One thing after the other, in the order of arrival. */
let work: Promise<void> = Promise.resolve();

function post(message: FromInference): void {
  port.postMessage(message);
}

async function load({ id, model, executionProvider, intraOpThreads, windowsPerRun }: LoadMessage): Promise<void> {
  await checkModelFile(model);
  const loaded = await runtime.load(model, {
    executionProvider,
    intraOpThreads,
    ...(windowsPerRun === undefined ? {} : { windowsPerRun }),
  });
  models.set(model.id, { shape: model, windowsPerRun });
  post({ type: "loaded", id, model: model.id, executionProvider: loaded.executionProvider, probeMs: loaded.probeMs });
}

async function run({ id, model, horizon, windows, checksum: expected, items, isBackground }: RunMessage): Promise<void> {
  requireIntact("windows", expected, ...checkedOfBatch(horizon, items, windows));
  const known = models.get(model);
  if (known === undefined) throw new Error(`model ${model} is not loaded in this process`);
  if (densityPort === null) throw new Error("there is no line to the density process");
  const { shape, windowsPerRun } = known;
  const started = performance.now();
  const quantiles = await forecastWindows(runtime, {
    model,
    shape,
    horizon,
    windows,
    items: items.length,
    ...(windowsPerRun === undefined ? {} : { windowsPerRun }),
    cancelReason: () => (cancelled.has(id) ? "user" : null),
  });
  const batch: FinishBatch = {
    type: "finish",
    id,
    horizon,
    levels: shape.levels,
    items,
    isBackground: isBackground === true,
    quantiles,
    checksum: checksum(...checkedOfBatch(horizon, items, quantiles)),
  };
  densityPort.postMessage(batch);
  post({ type: "ran", id, ms: performance.now() - started });
}

async function probe({ id, model, executionProvider }: Extract<Work, { type: "probe" }>): Promise<void> {
  await checkModelFile(model);
  post({ type: "probed", id, probe: await probeProvider(model, executionProvider) });
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
  work = work.then(async () => {
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
