import { CancelledError, type CancelReason } from "#domain/errors";
import type { Run } from "./single-flight.ts";
import type { Ticket } from "./waiters.ts";

/** As much of an AbortSignal as is used here. */
interface ListenedSignal {
  readonly aborted: boolean;
  readonly reason: unknown;
  addEventListener(type: "abort", listener: () => void, options?: { once?: boolean }): void;
  removeEventListener(type: "abort", listener: () => void): void;
}

/** The host's own AbortSignal; the engine itself is compiled without one, knowing neither DOM nor Node. */
export type HostSignal = typeof globalThis extends { AbortSignal: { prototype: infer Signal extends ListenedSignal } }
  ? Signal
  : ListenedSignal;

declare const AbortController: new () => { readonly signal: HostSignal; abort(reason: CancelledError): void };

/** Work that is stopped by a signal, as a run: cancelling it aborts the signal with a CancelledError. */
export function abortable<V>(work: (signal: HostSignal) => Promise<V>): Run<V> {
  const controller = new AbortController();
  return {
    promise: work(controller.signal),
    cancel: (reason) => controller.abort(new CancelledError(reason)),
  };
}

/** Waits for a ticket; when the signal fires first, gives the ticket up. */
export async function untilAborted<V>(ticket: Ticket<V>, signal: HostSignal | undefined): Promise<V> {
  if (signal === undefined) return ticket.promise;
  const giveUp = () => ticket.cancel(reasonOf(signal));
  if (signal.aborted) giveUp();
  signal.addEventListener("abort", giveUp, { once: true });
  try {
    return await ticket.promise;
  } finally {
    signal.removeEventListener("abort", giveUp);
  }
}

/** What an aborted signal means: the reason that it was given, or that the user does not want the answer any more. */
export function cancelledBy(signal: HostSignal): CancelledError {
  return signal.reason instanceof CancelledError ? signal.reason : new CancelledError("user");
}

function reasonOf(signal: HostSignal): CancelReason {
  return cancelledBy(signal).reason;
}
