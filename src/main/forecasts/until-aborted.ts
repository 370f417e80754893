import type { Ticket } from "#engine/concurrency";
import { CancelledError } from "#engine/errors";

/** Waits for a ticket; when the signal fires first, gives the ticket up. */
export async function untilAborted<V>(ticket: Ticket<V>, signal: AbortSignal | undefined): Promise<V> {
  if (signal === undefined) return ticket.promise;
  const giveUp = () => ticket.cancel(cancelledBy(signal).reason);
  if (signal.aborted) giveUp();
  signal.addEventListener("abort", giveUp, { once: true });
  try {
    return await ticket.promise;
  } finally {
    signal.removeEventListener("abort", giveUp);
  }
}

/** What an aborted signal means: the reason that it was given, or that the user does not want the answer any more. */
export function cancelledBy(signal: AbortSignal): CancelledError {
  return signal.reason instanceof CancelledError ? signal.reason : new CancelledError("user");
}
