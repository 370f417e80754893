/**
 * The sample quantile by linear interpolation between order statistics (Hyndman & Fan's type 7, R's default).
 *
 * @param sorted ascending, not empty
 * @param level in [0, 1]; beyond 1 it is the largest
 */
export function sampleQuantile(sorted: ArrayLike<number>, level: number): number {
  const at = (sorted.length - 1) * Math.min(1, level);
  const low = sorted[Math.floor(at)] as number;
  const high = sorted[Math.ceil(at)] as number;
  return low + (high - low) * (at - Math.floor(at));
}
