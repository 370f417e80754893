import type { FanInput } from "./fan-input.ts";

/** What stands beside the line between what a forecast knows and what it says. */
export function boundaryLabel({ origin }: Pick<FanInput, "origin">): string {
  return origin === 0 ? "last observation" : "as if made here";
}
