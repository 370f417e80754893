/** Work that is shared, cancelled and superseded. */
export { type Run, SingleFlight } from "./single-flight.ts";
export { type Ticket, Waiters } from "./waiters.ts";
export { deadline, type Signal, throwIfAborted } from "./signal.ts";
