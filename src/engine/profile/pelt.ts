import { type Signal, throwIfAborted } from "#engine/concurrency";

/** What it costs to describe the values from `from` up to `to` (exclusive) as one stretch; the sum of two parts is never more. */
export interface Cost {
  readonly count: number;
  of(from: number, to: number): number;
}

/** Squared distance from the stretch's mean. */
export function meanCost(values: Float64Array): Cost {
  const { sums, squares } = cumulated(values);
  return {
    count: values.length,
    of(from, to) {
      const sum = (sums[to] as number) - (sums[from] as number);
      return Math.max(0, (squares[to] as number) - (squares[from] as number) - (sum * sum) / (to - from));
    },
  };
}

/** Squared distance from the stretch's own line. */
export function lineCost(values: Float64Array): Cost {
  const { sums, squares } = cumulated(values);
  const weighted = new Float64Array(values.length + 1);
  for (let at = 0; at < values.length; at++) weighted[at + 1] = (weighted[at] as number) + at * (values[at] as number);
  return {
    count: values.length,
    of(from, to) {
      const steps = to - from;
      const sum = (sums[to] as number) - (sums[from] as number);
      const around = Math.max(0, (squares[to] as number) - (squares[from] as number) - (sum * sum) / steps);
      if (steps < 3) return 0;
      const middle = (from + to - 1) / 2;
      const product = (weighted[to] as number) - (weighted[from] as number) - middle * sum;
      return Math.max(0, around - (12 * product * product) / (steps * (steps * steps - 1)));
    },
  };
}

function cumulated(values: Float64Array): { readonly sums: Float64Array; readonly squares: Float64Array } {
  const sums = new Float64Array(values.length + 1);
  const squares = new Float64Array(values.length + 1);
  for (let at = 0; at < values.length; at++) {
    const value = values[at] as number;
    sums[at + 1] = (sums[at] as number) + value;
    squares[at + 1] = (squares[at] as number) + value * value;
  }
  return { sums, squares };
}

/**
 * The segmentation with the least cost + penalty · changes, exactly (Killick, Fearnhead & Eckley 2012): candidates that can't win any
 * more are dropped, which makes it linear where changes are many and quadratic where there are none.
 *
 * @param penalty of one change, in units of the cost
 * @param shortest steps of a stretch, at least 1
 * @returns first steps of all stretches but the first, ascending
 */
export function pelt(cost: Cost, penalty: number, shortest: number, signal?: Signal): number[] {
  const { count } = cost;
  // least[to]: of the values up to there, with the penalty of every stretch; from[to]: where the last stretch of it began.
  const least = new Float64Array(count + 1).fill(Number.POSITIVE_INFINITY);
  const from = new Int32Array(count + 1);
  least[0] = -penalty;
  const candidates = new Int32Array(count + 1);
  const costs = new Float64Array(count + 1);
  // When a candidate is worse than a start at `to` it is worse ever after, but only once a stretch from there is long enough.
  const ends = new Float64Array(count + 1);
  let size = 0;
  for (let to = shortest; to <= count; to++) {
    if (to % 256 === 0) throwIfAborted(signal);
    const added = to - shortest;
    if (added === 0 || added >= shortest) {
      candidates[size] = added;
      ends[size] = Number.POSITIVE_INFINITY;
      size++;
    }
    let best = Number.POSITIVE_INFINITY;
    let kept = 0;
    for (let index = 0; index < size; index++) {
      const end = ends[index] as number;
      if (end <= to) continue;
      const start = candidates[index] as number;
      const own = (least[start] as number) + cost.of(start, to);
      if (own + penalty < best) {
        best = own + penalty;
        from[to] = start;
      }
      candidates[kept] = start;
      ends[kept] = end;
      costs[kept] = own;
      kept++;
    }
    size = kept;
    least[to] = best;
    for (let index = 0; index < size; index++)
      if ((costs[index] as number) > best && ends[index] === Number.POSITIVE_INFINITY) ends[index] = to + shortest;
  }
  const changes: number[] = [];
  for (let to = from[count] as number; to > 0; to = from[to] as number) changes.push(to);
  return changes.reverse();
}
