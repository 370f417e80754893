/** How failures are told apart, and how they cross from one process to another. */
export { errorCodes, type ErrorCode } from "./codes.ts";
export {
  assertNever,
  CancelledError,
  EngineError,
  isCancelled,
  toPlainError,
  type AppError,
  type CancelReason,
  type ErrorDetails,
  type Outcome,
} from "./errors.ts";
