import type { NotTried } from "#domain/job";
import type { LeftOut } from "./candidates.ts";

/** Different sentences for one forecaster; more of them are one row. */
const maxReasons = 3;

/**
 * What was left out, over all series: the most frequent reasons of each forecaster.
 *
 * @param order ids of forecasters in the order of the rows
 */
export function notTriedOf(leftOut: Iterable<LeftOut>, order: readonly string[]): NotTried[] {
  // Parts of the reference grid have a forecaster in common, and names of their own.
  const byName = new Map<string, { readonly id: string; readonly reasons: Map<string, number> }>();
  for (const { forecaster, name, reason } of leftOut) {
    const known = byName.get(name) ?? { id: forecaster, reasons: new Map<string, number>() };
    known.reasons.set(reason, (known.reasons.get(reason) ?? 0) + 1);
    byName.set(name, known);
  }
  const places = new Map(order.map((id, place) => [id, place]));
  return [...byName]
    .toSorted(([, left], [, right]) => (places.get(left.id) ?? 0) - (places.get(right.id) ?? 0))
    .flatMap(([name, { id, reasons }]) => {
      const row = ([reason, series]: readonly [string, number]): NotTried => ({ id, name, series, reason });
      const sorted = [...reasons].sort(([, left], [, right]) => right - left);
      if (sorted.length <= maxReasons) return sorted.map(row);
      const others = sorted.slice(maxReasons - 1);
      const [example] = others[0] as readonly [string, number];
      const series = others.reduce((sum, [, count]) => sum + count, 0);
      return [...sorted.slice(0, maxReasons - 1).map(row), row([`For example: ${example}`, series])];
    });
}
