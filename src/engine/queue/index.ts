/** The order of work: users before background, newest user request first, background outwards from the user's origin. */
export { LazyRange, type OriginScan, type RangeSpec } from "./lazy-range.ts";
export { UserStack, type StackEntry } from "./user-stack.ts";
export {
  WorkQueue,
  type QueueDepth,
  type QueueLimits,
  type RangeOrigin,
  type Taken,
  type WorkLevel,
} from "./work-queue.ts";
