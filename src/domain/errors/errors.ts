import type { ErrorCode } from "./codes.ts";

export interface ErrorDetails {
  /** Counted as the file does, header = 1. */
  readonly row?: number;
  readonly column?: string;
  /** What the user can do about it. */
  readonly hint?: string;
  readonly cause?: unknown;
}

/** A failure as it crosses a process boundary: Electron and structured clone lose everything of an Error but its message. */
export interface AppError {
  readonly code: ErrorCode;
  readonly message: string;
  /** Counted as the file does, header = 1. */
  readonly row?: number;
  /** The column's name. */
  readonly column?: string;
  readonly hint?: string;
}

export type Outcome<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: AppError };

/** An expected failure that a user may see. Anything else that is thrown is a bug. */
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

  toPlain(): AppError {
    const { code, message, row, column, hint } = this;
    return {
      code,
      message,
      ...(row === undefined ? {} : { row }),
      ...(column === undefined ? {} : { column }),
      ...(hint === undefined ? {} : { hint }),
    };
  }

  static fromPlain({ code, message, ...details }: AppError): EngineError {
    return code === "cancelled" ? new CancelledError("user") : new EngineError(code, message, details);
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

/** Anything thrown, as plain data. An unexpected error keeps its message but is marked `internal`. */
export function toPlainError(error: unknown): AppError {
  if (error instanceof EngineError) return error.toPlain();
  const message = error instanceof Error ? error.message : String(error);
  return { code: "internal", message: `Something went wrong inside Fantail: ${message}` };
}
