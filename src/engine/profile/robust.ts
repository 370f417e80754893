import { nthSmallest } from "#engine/numerics";

/** Of a normal distribution, the standard deviation over the median absolute deviation. */
export const normalOverMad = 1.482602218505602;

/** The power of two below a size (1 for 0): what is divided by it loses no digit, and its square is a number. */
export function binaryScale(size: number): number {
  return size === 0 ? 1 : 2 ** Math.max(-1022, Math.min(1023, Math.floor(Math.log2(size))));
}

/** Of the numbers that are there; NaN without any. */
export function medianOf(values: Float64Array): number {
  const numbers = values.filter((value) => !Number.isNaN(value));
  const count = numbers.length;
  if (count === 0) return Number.NaN;
  const upper = nthSmallest(numbers, count >> 1);
  if (count % 2 === 1) return upper;
  // What stands before the upper middle is not larger.
  let lower = Number.NEGATIVE_INFINITY;
  for (let index = 0; index < count >> 1; index++) lower = Math.max(lower, numbers[index] as number);
  return (lower + upper) / 2;
}

/** Median absolute deviation from the median, as a standard deviation of normal values; 0 where half of them are equal. */
export function robustDeviation(values: Float64Array): number {
  const middle = medianOf(values);
  const deviation = medianOf(values.map((value) => Math.abs(value - middle)));
  return Number.isNaN(deviation) ? 0 : deviation * normalOverMad;
}

/**
 * Median of the values around each place; it keeps edges, and single spikes don't move it. At the ends, of as many values inwards.
 * NaN only where no value of the window is there.
 *
 * @param window odd
 */
export function runningMedian(values: Float64Array, window: number): Float64Array {
  const count = values.length;
  const width = Math.min(window, count);
  const half = window >> 1;
  const medians = new Float64Array(count);
  // The window, sorted: small enough that moving its numbers is faster than any tree.
  const sorted = new Float64Array(width);
  let held = 0;
  const find = (value: number): number => {
    let [low, high] = [0, held];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((sorted[middle] as number) < value) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  const add = (value: number): void => {
    if (Number.isNaN(value)) return;
    const at = find(value);
    sorted.copyWithin(at + 1, at, held);
    sorted[at] = value;
    held++;
  };
  const remove = (value: number): void => {
    if (Number.isNaN(value)) return;
    const at = find(value);
    sorted.copyWithin(at, at + 1, held);
    held--;
  };
  let from = 0;
  for (let at = 0; at < width; at++) add(values[at] as number);
  for (let at = 0; at < count; at++) {
    const wanted = Math.max(0, Math.min(at - half, count - width));
    for (; from < wanted; from++) {
      remove(values[from] as number);
      add(values[from + width] as number);
    }
    const middle = held >> 1;
    medians[at] =
      held === 0
        ? Number.NaN
        : held % 2 === 1
          ? (sorted[middle] as number)
          : ((sorted[middle - 1] as number) + (sorted[middle] as number)) / 2;
  }
  return medians;
}

/** Spikes of up to half of so many steps are cut. */
const spikeWindow = 11;
const spikeLimit = 3;

/**
 * Values further than three robust deviations from the median around them are cut to that; shifts of the level stay. Where most values are
 * their own median, as of rare demand, nothing is a spike.
 */
export function withoutSpikes(values: Float64Array): Float64Array {
  const smooth = runningMedian(values, spikeWindow);
  const limit = spikeLimit * robustDeviation(values.map((value, at) => value - (smooth[at] as number)));
  if (limit === 0) return values;
  return values.map((value, at) => {
    const middle = smooth[at] as number;
    return Math.max(middle - limit, Math.min(middle + limit, value));
  });
}
