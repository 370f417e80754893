import type { ErrorCode } from "#domain/errors";

/** sysexits, as the command line's contract lists them. */
export const exitCodes = {
  done: 0,
  wrongArguments: 2,
  badData: 65,
  noInput: 66,
  modelUnavailable: 69,
  internal: 70,
  cannotWrite: 73,
  forbidden: 77,
  badPolicy: 78,
  cancelled: 130,
} as const;

const codeOfError: Readonly<Record<ErrorCode, number>> = {
  "wrong-arguments": exitCodes.wrongArguments,
  "series-not-found": exitCodes.wrongArguments,
  "origin-out-of-range": exitCodes.wrongArguments,
  "horizon-out-of-range": exitCodes.wrongArguments,
  "not-allowed": exitCodes.wrongArguments,
  "update-refused": exitCodes.badData,
  "policy-forbids": exitCodes.forbidden,
  "policy-broken": exitCodes.badPolicy,
  "file-not-found": exitCodes.noInput,
  "file-is-folder": exitCodes.noInput,
  "file-unreadable": exitCodes.noInput,
  "project-unreadable": exitCodes.noInput,
  "dataset-not-found": exitCodes.noInput,
  "file-empty": exitCodes.badData,
  "file-not-a-table": exitCodes.badData,
  "file-too-large": exitCodes.badData,
  "no-time-column": exitCodes.badData,
  "no-value-column": exitCodes.badData,
  "too-few-rows": exitCodes.badData,
  "bad-timestamp": exitCodes.badData,
  "bad-number": exitCodes.badData,
  "irregular-series": exitCodes.badData,
  "series-too-short": exitCodes.badData,
  "unexpected-data": exitCodes.badData,
  "input-poisonous": exitCodes.badData,
  "model-not-found": exitCodes.modelUnavailable,
  "model-damaged": exitCodes.modelUnavailable,
  "model-refused": exitCodes.modelUnavailable,
  "cannot-write": exitCodes.cannotWrite,
  "user-data-unavailable": exitCodes.cannotWrite,
  cancelled: exitCodes.cancelled,
  "worker-crashed": exitCodes.internal,
  "worker-unavailable": exitCodes.internal,
  "damaged-in-transit": exitCodes.internal,
  "device-changed": exitCodes.internal,
  "queue-full": exitCodes.internal,
  "timed-out": exitCodes.internal,
  "shutting-down": exitCodes.cancelled,
  internal: exitCodes.internal,
};

export function exitCodeOf(code: ErrorCode): number {
  return codeOfError[code];
}
