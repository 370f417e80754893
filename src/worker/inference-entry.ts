/**
 * The inference utility process: opens models, runs batches, hands the numbers to the density process over their own
 * port, and tells main when the slot is free again.
 */
import type { FinishBatch, FromInference, ToInference } from "#contract/worker";
import { CancelledError, isCancelled, toPlainError } from "#engine/errors";
import { forecastWindows, type ModelShape } from "#engine/inference";
import { checkModelFile } from "./inference-model-file.ts";
import { OrtRuntime } from "./ort-runtime.ts";
import { parentPort, type ProcessPort } from "./inference-port.ts";

type RunMessage = Extract<ToInference, { type: "run" }>;
type LoadMessage = Extract<ToInference, { type: "load" }>;

const port = parentPort();
const runtime = new OrtRuntime();
const shapes = new Map<string, ModelShape>();
/** Batches that were asked for and are not answered yet, and those of them that are no longer wanted. */
const open = new Set<number>();
const cancelled = new Set<number>();
let densityPort: ProcessPort | null = null;
/** One thing after the other, in the order of arrival. */
let work: Promise<void> = Promise.resolve();

function post(message: FromInference): void {
  port.postMessage(message);
}

async function load({ id, model, executionProvider, intraOpThreads }: LoadMessage): Promise<void> {
  await checkModelFile(model);
  const loaded = await runtime.load(model, { executionProvider, intraOpThreads });
  shapes.set(model.id, model);
  post({ type: "loaded", id, model: model.id, executionProvider: loaded.executionProvider, probeMs: loaded.probeMs });
}

async function run({ id, model, horizon, windows, items }: RunMessage): Promise<void> {
  const shape = shapes.get(model);
  if (shape === undefined) throw new Error(`model ${model} is not loaded in this process`);
  if (densityPort === null) throw new Error("there is no line to the density process");
  const started = performance.now();
  const quantiles = await forecastWindows(runtime, {
    model,
    shape,
    horizon,
    windows,
    items: items.length,
    cancelReason: () => (cancelled.has(id) ? "user" : null),
  });
  const batch: FinishBatch = { type: "finish", id, horizon, levels: shape.levels, items, quantiles };
  densityPort.postMessage(batch);
  post({ type: "ran", id, ms: performance.now() - started });
}

/** The one catch: whatever goes wrong is answered under its id, and the process lives on. */
function enqueue(message: RunMessage | LoadMessage): void {
  open.add(message.id);
  work = work.then(async () => {
    try {
      if (cancelled.has(message.id)) throw new CancelledError("user");
      await (message.type === "load" ? load(message) : run(message));
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
