/** Tries a model on an execution provider in a process of its own, which is ended afterwards whatever happened. */
import type { FromInference, ModelToLoad, ProviderProbe, ToInference } from "#contract/worker";
import { EngineError } from "#engine/errors";
import type { Logger } from "../app/logger.ts";
import type { ForkWorker } from "./fork-worker.ts";
import { nextRequestId } from "./pending-requests.ts";
import { engineError } from "./worker-error.ts";
import { WorkerHandle } from "./worker-handle.ts";

/** Drivers compile shaders at the first run; one that takes longer is no use to anybody. */
const probeLimitMs = 60_000;

export interface ProbeOptions {
  /** Absolute path of the built inference entry. */
  readonly entry: string;
  readonly logger: Logger;
  readonly fork?: ForkWorker;
  readonly limitMs?: number;
}

/** @throws EngineError with the reason why this provider is refused */
export async function probeProvider(
  { entry, logger, fork, limitMs = probeLimitMs }: ProbeOptions,
  model: ModelToLoad,
  executionProvider: string,
): Promise<ProviderProbe> {
  const handle = new WorkerHandle<ToInference, FromInference>({
    name: `probe-${executionProvider}`,
    entry,
    logger,
    ...(fork === undefined ? {} : { fork }),
  });
  const answer = Promise.withResolvers<ProviderProbe>();
  answer.promise.catch(() => undefined);
  const timer = setTimeout(() => {
    answer.reject(new EngineError("timed-out", `It did not answer within ${limitMs / 1_000} s.`));
  }, limitMs);
  handle.on((message) => {
    if (message.type === "probed") answer.resolve(message.probe);
    else if (message.type === "failed") answer.reject(engineError(message.error));
  });
  void handle.exited.then((exit) => {
    answer.reject(new EngineError("worker-crashed", `Its driver ended the process (${exit.reason}, ${exit.code}).`));
  });
  try {
    await handle.ready;
    handle.post({ type: "probe", id: nextRequestId(), model, executionProvider });
    return await answer.promise;
  } finally {
    clearTimeout(timer);
    handle.kill();
  }
}
