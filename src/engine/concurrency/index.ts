/** Work that others wait for, or no longer wait for. */
export { deadline, type Signal, throwIfAborted } from "./signal.ts";
