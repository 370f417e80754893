/** Errors as they come from a worker, or from anywhere. */
import type { AppError } from "#contract/data";
import { EngineError, type PlainError } from "#engine/errors";

/** The contract's optional fields may be present and undefined, the engine's may not. */
export function engineError(error: AppError): EngineError {
  const plain: PlainError = { code: error.code, message: error.message };
  if (error.row !== undefined) plain.row = error.row;
  if (error.column !== undefined) plain.column = error.column;
  if (error.hint !== undefined) plain.hint = error.hint;
  return EngineError.fromPlain(plain);
}

/** Whatever was thrown; what nobody expected is a bug of ours. */
export function asEngineError(error: unknown): EngineError {
  if (error instanceof EngineError) return error;
  return new EngineError("internal", error instanceof Error ? error.message : String(error), { cause: error });
}
