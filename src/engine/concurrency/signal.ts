import { CancelledError, EngineError } from "#domain/errors";

/** As much of an AbortSignal as long computations look at. */
export interface Signal {
  readonly aborted: boolean;
  readonly reason?: unknown;
}

/**
 * Aborted once so much time has passed, for computations that no message can reach until they end.
 *
 * @param now monotonic milliseconds
 */
export function deadline(now: () => number, maxMs: number, reason: EngineError): Signal {
  const endMs = now() + maxMs;
  return {
    get aborted() {
      return now() > endMs;
    },
    reason,
  };
}

/** For the loops of long computations. @throws EngineError the reason where it is one, otherwise CancelledError */
export function throwIfAborted(signal: Signal | undefined): void {
  if (signal?.aborted !== true) return;
  throw signal.reason instanceof EngineError ? signal.reason : new CancelledError("user");
}
