/** For tests of what may be refused. */
import { EngineError } from "./index.ts";

/** What `work` returns, or the expected failure that it throws; a bug goes on up. */
export function orRefusal<T>(work: () => T): T | EngineError {
  try {
    return work();
  } catch (error) {
    if (error instanceof EngineError) return error;
    throw error;
  }
}

/** Waits from now on for a promise to be refused, so that its error has a taker before the test comes to look at it. */
export function refusalOf(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => Promise.reject(new Error("it was not refused")),
    (error: unknown) => error,
  );
}
