import { describe, expect, test } from "vitest";
import { CancelledError } from "#domain/errors";
import { abortable, SingleFlight, untilAborted } from "./index.ts";

/** Work that ends when its signal fires, with whatever the signal's reason is. */
function untilStopped(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener("abort", () => reject(signal.reason as Error));
  });
}

describe("abortable", () => {
  test("hands the reason of a cancellation to the work", async () => {
    const run = abortable(untilStopped);
    run.cancel("dataset-deleted");
    await expect(run.promise).rejects.toMatchObject({ code: "cancelled", reason: "dataset-deleted" });
  });

  test("passes on what the work makes", async () => {
    await expect(abortable(async () => 7).promise).resolves.toBe(7);
  });
});

describe("waiting until a signal fires", () => {
  test("gives the ticket up with the signal's reason, or the user's", async () => {
    for (const [given, reason] of [
      [new CancelledError("superseded"), "superseded"],
      [new Error("something else"), "user"],
    ] as const) {
      const controller = new AbortController();
      const waiting = untilAborted(abortable(untilStopped), controller.signal);
      controller.abort(given);
      await expect(waiting).rejects.toMatchObject({ code: "cancelled", reason });
    }
  });

  test("a signal that has fired before gives the ticket up at once", async () => {
    await expect(untilAborted(abortable(untilStopped), AbortSignal.abort())).rejects.toMatchObject({ reason: "user" });
  });

  test("one who leaves does not stop the work of those who stay; the last one does", async () => {
    const flights = new SingleFlight<string, number>();
    let stopped: unknown = null;
    const work = (signal: AbortSignal): Promise<number> => {
      signal.addEventListener("abort", () => (stopped = signal.reason));
      return untilStopped(signal);
    };
    const [one, other] = [new AbortController(), new AbortController()];
    const waiting = [one, other].map(({ signal }) =>
      untilAborted(
        flights.join("k", () => abortable(work)),
        signal,
      ),
    );
    one.abort();
    await expect(waiting[0]).rejects.toMatchObject({ reason: "user" });
    expect(stopped).toBeNull();
    other.abort(new CancelledError("shutdown"));
    await expect(waiting[1]).rejects.toMatchObject({ reason: "shutdown" });
    expect(stopped).toMatchObject({ reason: "shutdown" });
  });

  test("nothing listens any more once the answer is there", async () => {
    const listeners = new Set<unknown>();
    const { signal } = new AbortController();
    signal.addEventListener = (_: string, listener: unknown) => void listeners.add(listener);
    signal.removeEventListener = (_: string, listener: unknown) => void listeners.delete(listener);
    const waiting = untilAborted(
      abortable(async () => 1),
      signal,
    );
    expect(listeners.size).toBe(1);
    await waiting;
    expect(listeners.size).toBe(0);
  });
});
