import { expect, test } from "vitest";
import { CancelledError, EngineError } from "#domain/errors";
import { deadline, throwIfAborted } from "./signal.ts";

test("goes on while nothing is aborted", () => {
  expect(() => throwIfAborted(undefined)).not.toThrow();
  expect(() => throwIfAborted(new AbortController().signal)).not.toThrow();
});

test("a deadline is aborted when its time is over, and not before", () => {
  let nowMs = 100;
  const late = new EngineError("timed-out", "Too late.");
  const signal = deadline(() => nowMs, 50, late);
  nowMs = 150;
  expect(signal.aborted).toBe(false);
  nowMs = 151;
  expect(signal.aborted).toBe(true);
  expect(() => throwIfAborted(signal)).toThrow(late);
});

test("throws the reason where it is an error of ours, and a cancellation for any other", () => {
  const late = new EngineError("timed-out", "Too late.");
  expect(() => throwIfAborted(AbortSignal.abort(late))).toThrow(late);
  expect(() => throwIfAborted(AbortSignal.abort())).toThrow(CancelledError);
});
