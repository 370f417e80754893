/** How failures are told apart, and how they cross from one process to another. */
export { errorCodes, type ErrorCode } from "./codes.ts";
export {
  CancelledError,
  EngineError,
  isCancelled,
  toPlainError,
  type AppError,
  type CancelReason,
  type Outcome,
} from "./errors.ts";
