/** Shared, cancelled and superseded work. */
export { abortable, cancelledBy, type HostSignal, untilAborted } from "./abort.ts";
export { LatestPerKey, type LatestPerKeyOptions } from "./latest-per-key.ts";
export { mapConcurrently } from "./map-concurrently.ts";
export { deadline, type Signal, throwIfAborted } from "./signal.ts";
export { type Run, SingleFlight } from "./single-flight.ts";
export { Turns } from "./turns.ts";
export { type Ticket, Waiters } from "./waiters.ts";
