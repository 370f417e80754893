/** Runs one request in an inference process of its own, which is always ended afterwards. */
import type { FromInference, ToInference } from "#contract/worker";
import { EngineError } from "#domain/errors";
import { formatBytes, formatDuration } from "#engine/format";
import type { Logger } from "#main/platform";
import { peakResidentBytes, type ForkWorker, nextRequestId, engineError, WorkerHandle } from "#main/processes";

export interface ThrowawayOptions {
  /** Absolute path of the built inference entry. */
  readonly entry: string;
  readonly logger: Logger;
  readonly limitMs: number;
  /** Resident memory beyond which the process is ended. */
  readonly limitBytes?: number;
  readonly fork?: ForkWorker;
  readonly memoryOf?: (pid: number) => number | null;
}

const memoryCheckMs = 200;
const allocatorTrap = 5;

/**
 * @param receive the answer, or undefined for a message that is none
 * @throws EngineError with what the process answered, or with what became of it
 */
export async function runInThrowawayProcess<T>(
  { entry, logger, limitMs, limitBytes, fork, memoryOf = peakResidentBytes }: ThrowawayOptions,
  name: string,
  message: (id: number) => ToInference,
  receive: (message: FromInference) => T | undefined,
): Promise<T> {
  const handle = new WorkerHandle<ToInference, FromInference>({
    name,
    entry,
    logger,
    ...(fork === undefined ? {} : { fork }),
  });
  const answer = Promise.withResolvers<T>();
  answer.promise.catch(() => undefined);
  const timer = setTimeout(() => {
    answer.reject(new EngineError("timed-out", `It did not answer within ${formatDuration(limitMs)}.`));
  }, limitMs);
  const checkMemory = (): void => {
    const { pid } = handle;
    if (limitBytes === undefined || pid === null || (memoryOf(pid) ?? 0) <= limitBytes) return;
    answer.reject(new EngineError("model-refused", `It needs more than ${formatBytes(limitBytes)} of memory.`));
  };
  const watch = setInterval(checkMemory, memoryCheckMs);
  handle.on((reply) => {
    if (reply.type === "failed") {
      answer.reject(engineError(reply.error));
      return;
    }
    const received = receive(reply);
    if (received === undefined) return;
    // It may have exceeded the limit between two checks.
    checkMemory();
    answer.resolve(received);
  });
  void handle.exited.then((exit) => {
    // How Chromium's allocator ends a process that asks for more than it gives in one piece.
    const why = exit.code === allocatorTrap ? ", which usually means that it needs too much memory" : "";
    answer.reject(new EngineError("worker-crashed", `It crashed its process (${exit.reason}, ${exit.code})${why}.`));
  });
  try {
    await handle.ready;
    handle.post(message(nextRequestId()));
    return await answer.promise;
  } finally {
    clearTimeout(timer);
    clearInterval(watch);
    handle.kill();
  }
}
