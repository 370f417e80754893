/** The only module that every other engine module may import. */

/** Closed list; main/ipc has a type test that keeps it equal to the contract's list. */
export type ErrorCode =
  | "wrong-arguments"
  | "file-not-found"
  | "file-is-folder"
  | "file-unreadable"
  | "file-empty"
  | "file-not-a-table"
  | "file-too-large"
  | "no-time-column"
  | "no-value-column"
  | "too-few-rows"
  | "bad-timestamp"
  | "bad-number"
  | "irregular-series"
  | "series-too-short"
  | "dataset-not-found"
  | "series-not-found"
  | "origin-out-of-range"
  | "horizon-out-of-range"
  | "model-not-found"
  | "model-damaged"
  | "model-refused"
  | "worker-crashed"
  | "worker-unavailable"
  | "damaged-in-transit"
  | "device-changed"
  | "input-poisonous"
  | "queue-full"
  | "timed-out"
  | "cancelled"
  | "shutting-down"
  | "not-allowed"
  | "cannot-write"
  | "user-data-unavailable"
  | "internal";

export interface ErrorDetails {
  /** Counted as the file does, header = 1. */
  readonly row?: number;
  readonly column?: string;
  /** What the user can do about it. */
  readonly hint?: string;
  readonly cause?: unknown;
}

/** What crosses a process boundary: Electron and structured clone lose everything of an Error but its message. */
export interface PlainError {
  code: ErrorCode;
  message: string;
  row?: number;
  column?: string;
  hint?: string;
}

/** An expected failure that a user may see. Anything else that is thrown is a bug of ours. */
export class EngineError extends Error {
  readonly code: ErrorCode;
  readonly row: number | undefined;
  readonly column: string | undefined;
  readonly hint: string | undefined;

  constructor(code: ErrorCode, message: string, details: ErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = "EngineError";
    this.code = code;
    this.row = details.row;
    this.column = details.column;
    this.hint = details.hint;
  }

  toPlain(): PlainError {
    const plain: PlainError = { code: this.code, message: this.message };
    if (this.row !== undefined) plain.row = this.row;
    if (this.column !== undefined) plain.column = this.column;
    if (this.hint !== undefined) plain.hint = this.hint;
    return plain;
  }

  static fromPlain(plain: PlainError): EngineError {
    const details: { row?: number; column?: string; hint?: string } = {};
    if (plain.row !== undefined) details.row = plain.row;
    if (plain.column !== undefined) details.column = plain.column;
    if (plain.hint !== undefined) details.hint = plain.hint;
    return plain.code === "cancelled"
      ? new CancelledError("user")
      : new EngineError(plain.code, plain.message, details);
  }
}

export type CancelReason = "user" | "superseded" | "dataset-deleted" | "evicted" | "shutdown" | "worker-crashed";

/** Neither success nor failure: never logged as an error, never shown as one. */
export class CancelledError extends EngineError {
  readonly reason: CancelReason;

  constructor(reason: CancelReason) {
    super("cancelled", "Cancelled.");
    this.name = "CancelledError";
    this.reason = reason;
  }
}

export function isCancelled(error: unknown): error is CancelledError {
  return error instanceof CancelledError;
}

/** Anything thrown, as plain data. An unexpected error keeps its message but is marked as a bug of ours. */
export function toPlainError(error: unknown): PlainError {
  if (error instanceof EngineError) return error.toPlain();
  const message = error instanceof Error ? error.message : String(error);
  return { code: "internal", message: `Something went wrong inside Fantail: ${message}` };
}

/** Ends a switch over a union: a new member that nobody handles no longer compiles. */
export function assertNever(value: never): never {
  throw new Error(`unhandled case: ${JSON.stringify(value)}`);
}
