/**
 * The density utility process: takes native quantiles from the inference process over their own port, makes them monotone and
 * bounded, derives densities, and tells main. It keeps no state but its settings and the ports.
 */
import type { BandwidthRule, WorkLevel } from "#domain/forecast";
import type { FinishBatch, FromDensity, ToDensity } from "#contract/worker";
import { toPlainError } from "#domain/errors";
import { DensityQueue } from "./queue.ts";
import { answer, finishBatch } from "./work.ts";
import { parentPort, type ProcessPort } from "#worker/runtime";

const port = parentPort();
let bandwidth: BandwidthRule = "isj";
/** Far more than the slots of the inference processes and main's own bound let through. */
const queue = new DensityQueue({
  maxItems: 1024,
  maxBytes: 256 * 1024 * 1024,
  schedule: (work) => void setImmediate(work),
});

/** The one catch: whatever goes wrong is answered under its id, and the process lives on. */
function reply(id: number, work: () => FromDensity): void {
  let message: FromDensity;
  try {
    message = work();
  } catch (error) {
    message = { type: "failed", id, error: toPlainError(error) };
  }
  port.postMessage(message);
}

/** One thing after the other, the most urgent first. */
function enqueue(id: number, level: WorkLevel, bytes: number, work: () => FromDensity): void {
  queue.add({
    level,
    bytes,
    run: () => reply(id, work),
    refuse: (error) =>
      reply(id, () => {
        throw error;
      }),
  });
}

/** One line from each inference process. Those of processes that are gone stay silent and cost nothing. */
function listenTo(inference: ProcessPort | undefined): void {
  inference?.on("message", (event) => {
    const batch = event.data as FinishBatch;
    enqueue(batch.id, batch.level, batch.quantiles.byteLength, () => finishBatch(batch, bandwidth));
  });
  inference?.start();
}

port.on("message", (event) => {
  const message = event.data as ToDensity | { readonly type: "port" };
  switch (message.type) {
    case "settings":
      bandwidth = message.bandwidth;
      break;
    case "port":
      listenTo(event.ports[0]);
      break;
    case "requantile":
    case "density":
      enqueue(message.id, "user", message.quantiles.byteLength, () => answer(message, bandwidth));
      break;
    case "stop":
      process.exit(0);
  }
});

port.postMessage({ type: "ready" } satisfies FromDensity);
