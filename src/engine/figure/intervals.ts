import { boundsOf } from "#domain/chart";
import { bandShares } from "#domain/forecast";
import { formatShare } from "#engine/format";
import type { NumberColumn } from "./fan-input.ts";

/** The central intervals of a fan chart where nothing else is wanted, ascending. */
export const usualShares: readonly number[] = bandShares;

/** One central interval over the horizon. */
export interface Interval {
  readonly share: number;
  /** "80 %": with a no-break space, as it is set in print. */
  readonly label: string;
  /** [horizon] */
  readonly lower: readonly number[];
  readonly upper: readonly number[];
}

const tolerance = 1e-6;
/** Linear interpolation between levels further apart than this would draw a band that the model never stated. */
const widestGap = 0.1 + tolerance;

/**
 * The numbers at one level: the row itself, or a linear blend of two close neighbours. Null outside the native levels: a band
 * beyond what the model gives needs a stated tail model and is not invented while drawing.
 */
export function rowAtLevel(
  levels: NumberColumn,
  quantiles: NumberColumn,
  horizon: number,
  level: number,
): readonly number[] | null {
  const row = (index: number): number[] =>
    Array.from({ length: horizon }, (_, step) => quantiles[index * horizon + step] ?? Number.NaN);
  for (let index = 0; index < levels.length; index++) {
    const here = levels[index] ?? Number.NaN;
    if (Math.abs(here - level) <= tolerance) return row(index);
    const next = levels[index + 1];
    if (next === undefined || here > level || next < level - tolerance || next - here > widestGap) continue;
    if (Math.abs(next - level) <= tolerance) return row(index + 1);
    const share = (level - here) / (next - here);
    const upper = row(index + 1);
    return row(index).map((value, step) => value + share * ((upper[step] ?? Number.NaN) - value));
  }
  return null;
}

/** Those of the wanted intervals that the levels support, widest first: the order in which they are painted. */
export function intervalsOf(
  levels: NumberColumn,
  quantiles: NumberColumn,
  horizon: number,
  shares: readonly number[] = usualShares,
): Interval[] {
  return shares.toReversed().flatMap((share) => {
    const [low, high] = boundsOf(share);
    const lower = rowAtLevel(levels, quantiles, horizon, low);
    const upper = rowAtLevel(levels, quantiles, horizon, high);
    return lower === null || upper === null ? [] : [{ share, label: shareLabel(share), lower, upper }];
  });
}

/** "80 %"; with a decimal where it has one. */
export function shareLabel(share: number): string {
  const percent = share * 100;
  return Math.abs(percent - Math.round(percent)) < 1e-9 ? formatShare(share) : `${percent.toFixed(1)}\u00A0%`;
}

/** The 80 % interval, or the one nearest to it: it has a firm edge, its bounds stand beside the fan, and actuals outside of it are misses. */
export function mainShare(shares: readonly number[]): number | null {
  const distance = (share: number): number => Math.abs(share - 0.8);
  return shares.reduce<number | null>(
    (best, share) => (best === null || distance(share) < distance(best) ? share : best),
    null,
  );
}

/** What is drawn at both bounds of an interval: those wider than the main one have a dashed edge, and narrower ones none. */
export function edgeOf(share: number, shares: readonly number[]): "solid" | "dashed" | "none" {
  const main = mainShare(shares);
  if (main === null || share < main) return "none";
  return share === main ? "solid" : "dashed";
}

/** The median, or the middle of the two levels around it, or null where there is no level near one half. */
export function medianOf(levels: NumberColumn, quantiles: NumberColumn, horizon: number): readonly number[] | null {
  return rowAtLevel(levels, quantiles, horizon, 0.5);
}
