import type { FanInput } from "./fan-input.ts";
import { textWidth } from "./markup.ts";

/**
 * What stands left of the line between what a forecast knows and what it says; empty where there is no room for it, because
 * beside another place it would be wrong.
 *
 * @param room pixels between the left end of the plot and the line; negative where the line is out of the picture
 */
export function boundaryLabel({ origin }: Pick<FanInput, "origin">, room: number, size: number): string {
  const text = origin === 0 ? "last observation" : "as if made here";
  return room >= textWidth(text, size) + 16 ? text : "";
}
