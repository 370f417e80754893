import type { DateOrder } from "#domain/dataset";
import { typedDate } from "./typed-date.ts";

/** Where a typed date leads. `isBeyond`: the forecast nearest to it, because none was made then. */
export type Destination =
  | { readonly kind: "origin"; readonly origin: number; readonly isBeyond: boolean }
  | { readonly kind: "no-date" };

/** The forecast as if made at the first step at or after what was typed. */
export function destinationOf(
  text: string,
  { times, oldest, order }: { readonly times: Float64Array; readonly oldest: number; readonly order: DateOrder | null },
): Destination {
  const time = typedDate(text, order);
  if (time === null) return { kind: "no-date" };
  let low = 0;
  let high = times.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((times[middle] ?? Infinity) < time) low = middle + 1;
    else high = middle;
  }
  const origin = low - (times.length - 1);
  const reached = Math.min(Math.max(origin, oldest), 0);
  return { kind: "origin", origin: reached + 0, isBeyond: reached !== origin };
}
