/** The order of work: users' newest request first, then what evaluations need, then background outwards from a user's origin. */
export { LazyRange, type OriginScan, type RangeSpec } from "./lazy-range.ts";
export { UserStack, type StackEntry } from "./user-stack.ts";
export { WorkQueue, type QueueDepth, type QueueLimits, type RangeOrigin, type Taken } from "./work-queue.ts";
