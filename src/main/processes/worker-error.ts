/** Errors as they come from a worker, or from anywhere. */
import { EngineError, type AppError } from "#domain/errors";

export function engineError(error: AppError): EngineError {
  return EngineError.fromPlain(error);
}

/** Whatever was thrown; what nobody expected is a bug. */
export function asEngineError(error: unknown): EngineError {
  if (error instanceof EngineError) return error;
  return new EngineError("internal", error instanceof Error ? error.message : String(error), { cause: error });
}
