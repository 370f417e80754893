import type { ChoosingBy } from "#renderer/ui";

/** Rows that are chosen together, and the one from which a range goes on. */
export interface Choosing {
  readonly chosen: ReadonlySet<string>;
  readonly anchor: string | null;
}

export const nothingChosen: Choosing = { chosen: new Set(), anchor: null };

/**
 * After a row was pointed at.
 *
 * @param order ids of all rows that can be chosen, as they are shown
 */
export function chosenAfter(
  { chosen, anchor }: Choosing,
  id: string,
  by: ChoosingBy,
  order: readonly string[],
): Choosing {
  if (by === "toggle") {
    const next = new Set(chosen);
    if (!next.delete(id)) next.add(id);
    return { chosen: next, anchor: id };
  }
  const start = by === "range" && anchor !== null ? order.indexOf(anchor) : -1;
  const end = order.indexOf(id);
  if (start < 0 || end < 0) return { chosen: new Set([id]), anchor: id };
  return { chosen: new Set(order.slice(Math.min(start, end), Math.max(start, end) + 1)), anchor };
}

/** All of them, or none where they are chosen already. */
export function allChosen({ chosen }: Choosing, order: readonly string[]): Choosing {
  return order.every((id) => chosen.has(id)) ? nothingChosen : { chosen: new Set(order), anchor: order[0] ?? null };
}
