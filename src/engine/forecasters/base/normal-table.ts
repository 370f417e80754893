import { normalQuantile } from "#engine/numerics";

/**
 * Quantiles of normal distributions, one per step: [levels × horizon], row-major.
 *
 * @param means [horizon]
 * @param deviations [horizon], standard deviations
 */
export function normalTable(
  means: ArrayLike<number>,
  deviations: ArrayLike<number>,
  levels: readonly number[],
): Float32Array {
  const horizon = means.length;
  const table = new Float32Array(levels.length * horizon);
  levels.forEach((level, row) => {
    const score = normalQuantile(level);
    for (let step = 0; step < horizon; step++) {
      table[row * horizon + step] = (means[step] as number) + score * (deviations[step] as number);
    }
  });
  return table;
}
