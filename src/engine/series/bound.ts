/**
 * How many steps a series has before its first value below zero; all of them where there is none. NaN = missing. A forecast that
 * has seen no more of it takes it for one that is never below zero, whatever came later.
 */
export function nonNegativeSteps(values: ArrayLike<number>): number {
  for (let step = 0; step < values.length; step += 1) if ((values[step] as number) < 0) return step;
  return values.length;
}
