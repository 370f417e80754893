/** Error codes, and errors as they cross process boundaries. */
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
