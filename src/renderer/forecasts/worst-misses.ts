import type { PastErrors } from "#domain/score";

export type MissedBy = "error" | "range";

/** A past forecast that went wrong. */
export interface Miss {
  readonly origin: number;
  /** Mean absolute error of its median, in the series' units. */
  readonly error: number;
  /** Share of what came within the range; NaN where that is not known. */
  readonly inside: number;
}

const listed = 10;

/**
 * The worst past forecasts, the worst first: those with the largest errors, or those whose range contained least. Forecasts less than half a
 * horizon apart went wrong for the same reason, and of the newest, which have hardly begun, there is little to say: they are left out.
 *
 * @param horizon steps of each forecast
 */
export function worstMisses(
  { level, oldest, errors, inside }: PastErrors,
  by: MissedBy,
  horizon: number,
): readonly Miss[] {
  const apart = Math.ceil(horizon / 2);
  const all: Miss[] = [];
  for (let entry = 0; entry < errors.length; entry += 1) {
    const miss = { origin: oldest + entry, error: errors[entry] ?? Number.NaN, inside: inside[entry] ?? Number.NaN };
    if (Number.isNaN(miss.error) || -miss.origin < apart) continue;
    if (by === "error" || miss.inside < level) all.push(miss);
  }
  all.sort((a, b) => (by === "range" ? a.inside - b.inside : 0) || b.error - a.error || b.origin - a.origin);
  const chosen: Miss[] = [];
  for (const miss of all) {
    if (chosen.length === listed) break;
    if (chosen.every(({ origin }) => Math.abs(origin - miss.origin) >= apart)) chosen.push(miss);
  }
  return chosen;
}

/** The nearest of the worst that lies before (−1) or after (1) an origin; null where there is none. */
export function nextMiss(misses: readonly Miss[], origin: number, direction: -1 | 1): number | null {
  const beyond = misses.map((miss) => miss.origin).filter((one) => (one - origin) * direction > 0);
  if (beyond.length === 0) return null;
  return direction < 0 ? Math.max(...beyond) : Math.min(...beyond);
}
