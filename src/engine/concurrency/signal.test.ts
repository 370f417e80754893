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
  let made = 0;
  const signal = deadline(
    () => nowMs,
    50,
    () => {
      made++;
      return late;
    },
  );
  nowMs = 150;
  expect(signal.aborted).toBe(false);
  expect(() => throwIfAborted(signal)).not.toThrow();
  expect(made).toBe(0);
  nowMs = 151;
  expect(signal.aborted).toBe(true);
  expect(() => throwIfAborted(signal)).toThrow(late);
  expect(made).toBe(1);
});

test("throws the reason where it is an error of ours, and a cancellation for any other", () => {
  const late = new EngineError("timed-out", "Too late.");
  expect(() => throwIfAborted(AbortSignal.abort(late))).toThrow(late);
  expect(() => throwIfAborted(AbortSignal.abort())).toThrow(CancelledError);
});
