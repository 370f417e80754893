/**
 * The evaluate utility process: statistical forecasts, scores of past forecasts and the choice of a model. One request after
 * the other; it keeps no state.
 *
 * A request is computed in one go, and no message can reach the process meanwhile. Whoever cancels one therefore ends the
 * process, in the middle of a fit if need be, and the next request starts another. A fit itself has a deadline.
 */
import { performance } from "node:perf_hooks";
import { checkedOfMessage, type FromEvaluate, type Sealed, type ToEvaluate } from "#contract/worker";
import { checksumOf, requireAllIntact } from "#engine/checksum";
import { toPlainError } from "#domain/errors";
import { answer } from "./work.ts";
import { parentPort } from "#worker/runtime";

const port = parentPort();

function post(message: FromEvaluate): void {
  port.postMessage({ ...message, checksum: checksumOf(checkedOfMessage(message)) });
}

port.on("message", (event) => {
  const message = event.data as Sealed<ToEvaluate>;
  if (message.type === "stop") process.exit(0);
  if (message.type === "forget") return;
  // The one catch: whatever goes wrong is answered under its id, and the process lives on.
  try {
    requireAllIntact("request", message.checksum, checkedOfMessage(message));
    post(answer(message, () => performance.now()));
  } catch (error) {
    post({ type: "failed", id: message.id, error: toPlainError(error) });
  }
});

post({ type: "ready" });
