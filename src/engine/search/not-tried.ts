import type { NotTried } from "#domain/job";
import type { LeftOut } from "./candidates.ts";

/** Different sentences for one forecaster; more of them are one row. */
const maxReasons = 3;

/** What was left out, over all series: the most frequent reasons of each forecaster, which is named in the order that it comes in. */
export function notTriedOf(leftOut: Iterable<LeftOut>): NotTried[] {
  const byForecaster = new Map<string, { readonly name: string; readonly reasons: Map<string, number> }>();
  for (const { forecaster, name, reason } of leftOut) {
    const known = byForecaster.get(forecaster) ?? { name, reasons: new Map<string, number>() };
    known.reasons.set(reason, (known.reasons.get(reason) ?? 0) + 1);
    byForecaster.set(forecaster, known);
  }
  return [...byForecaster].flatMap(([id, { name, reasons }]) => {
    const row = ([reason, series]: readonly [string, number]): NotTried => ({ id, name, series, reason });
    const sorted = [...reasons].sort(([, left], [, right]) => right - left);
    if (sorted.length <= maxReasons) return sorted.map(row);
    const others = sorted.slice(maxReasons - 1);
    const [example] = others[0] as readonly [string, number];
    const series = others.reduce((sum, [, count]) => sum + count, 0);
    return [...sorted.slice(0, maxReasons - 1).map(row), row([`For example: ${example}`, series])];
  });
}
