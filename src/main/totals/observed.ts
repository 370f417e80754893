/** What of a stretch has been observed, of series and of the sums of series at each step. */
import type { NodeTotal } from "#contract/worker";
import type { TotalStatistic } from "#domain/totals";

export interface ObservedTotal {
  readonly observed: NonNullable<NodeTotal["observed"]>;
  /** Steps that a series lacks; what the others have counts. */
  readonly missing: number;
}

/**
 * @param parents by row: the one that it belongs to, which comes before it; null: it is in no other's sum
 * @param valuesOf [steps] of a row's own series, NaN = missing, of as many steps in all rows; null for a group
 * @returns by row
 */
export function observedTotals(
  parents: readonly (number | null)[],
  valuesOf: (row: number) => Float64Array | null,
): ObservedTotal[] {
  interface Sum {
    readonly values: Float64Array;
    readonly has: Uint8Array;
    readonly lacks: Uint8Array;
  }
  const open = new Map<number, Sum>();
  const totals = new Array<ObservedTotal>(parents.length);
  // What belongs to a row comes after it: as many sums are open as the tree is deep.
  for (let row = parents.length - 1; row >= 0; row--) {
    const own = valuesOf(row);
    const sum = open.get(row) ?? emptySum(own?.length ?? 0);
    open.delete(row);
    if (own !== null)
      for (let step = 0; step < own.length; step++) {
        const value = own[step] as number;
        if (Number.isNaN(value)) sum.lacks[step] = 1;
        else {
          sum.values[step]! += value;
          sum.has[step] = 1;
        }
      }
    totals[row] = totalOf(sum);
    const parent = parents[row];
    if (parent == null) continue;
    const into = open.get(parent) ?? emptySum(sum.values.length);
    open.set(parent, into);
    for (let step = 0; step < sum.values.length; step++) {
      into.values[step]! += sum.values[step] as number;
      into.has[step]! |= sum.has[step] as number;
      into.lacks[step]! |= sum.lacks[step] as number;
    }
  }
  return totals;

  function emptySum(steps: number): Sum {
    return { values: new Float64Array(steps), has: new Uint8Array(steps), lacks: new Uint8Array(steps) };
  }

  function totalOf({ values, has, lacks }: Sum): ObservedTotal {
    let [steps, missing, sum, peak, low] = [0, 0, 0, Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
    for (const [step, value] of values.entries()) {
      missing += lacks[step] as number;
      if (has[step] === 0) continue;
      steps++;
      sum += value;
      peak = Math.max(peak, value);
      low = Math.min(low, value);
    }
    return { observed: { steps, sum, peak, low }, missing };
  }
}

/** NaN where nothing was observed. */
export function statisticOf({ observed }: ObservedTotal, statistic: TotalStatistic): number {
  if (observed.steps === 0) return Number.NaN;
  return { ...observed, mean: observed.sum / observed.steps }[statistic];
}
