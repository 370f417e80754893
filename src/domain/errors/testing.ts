/** Helpers for tests of refusals. */
import { EngineError } from "./index.ts";

/** What `work` returns, or the EngineError that it throws; any other error is rethrown. */
export function orRefusal<T>(work: () => T): T | EngineError {
  try {
    return work();
  } catch (error) {
    if (error instanceof EngineError) return error;
    throw error;
  }
}

/** Handles a promise's rejection at once, so that it is never unhandled before the test awaits it. */
export function refusalOf(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => Promise.reject(new Error("it was not refused")),
    (error: unknown) => error,
  );
}
