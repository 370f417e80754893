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
 * @param late the reason, made when it is asked for: almost all computations end in time, and an error's stack takes its own
 */
export function deadline(now: () => number, maxMs: number, late: () => EngineError): Signal {
  const endMs = now() + maxMs;
  let reason: EngineError | undefined;
  return {
    get aborted() {
      return now() > endMs;
    },
    get reason() {
      return (reason ??= late());
    },
  };
}

/** For the loops of long computations. @throws EngineError the reason where it is one, otherwise CancelledError */
export function throwIfAborted(signal: Signal | undefined): void {
  if (signal?.aborted !== true) return;
  throw signal.reason instanceof EngineError ? signal.reason : new CancelledError("user");
}
