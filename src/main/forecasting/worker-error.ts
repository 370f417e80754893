/** Errors as they come from a worker. */
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
