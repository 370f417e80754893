/** What is in sight of a list: its places in the order of display, and which of them are seen, `to` excluded. */
export interface Sight {
  readonly order: readonly number[];
  readonly from: number;
  readonly to: number;
}

/**
 * The first places that are wanted, at most so many: those in sight from the top, then the nearest to them.
 *
 * @param withinSight only those in sight
 */
export function nearestPlaces(
  { order, from, to }: Sight,
  isWanted: (place: number) => boolean,
  count: number,
  withinSight: boolean,
): number[] {
  const found: number[] = [];
  const look = (at: number): boolean => {
    const place = order[at];
    if (place !== undefined && isWanted(place)) found.push(place);
    return found.length >= count;
  };
  const first = Math.max(0, from);
  const end = Math.min(order.length, to);
  for (let at = first; at < end; at += 1) if (look(at)) return found;
  if (withinSight) return found;
  const longest = Math.max(order.length - end, first);
  for (let distance = 0; distance < longest; distance += 1) {
    if (look(end + distance)) return found;
    if (look(first - 1 - distance)) return found;
  }
  return found;
}
