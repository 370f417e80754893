import { normalQuantile, studentQuantile } from "#engine/numerics";

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
  return tableOf(means, deviations, levels.map(normalQuantile));
}

/**
 * Quantiles of Student's t distributions, as {@link normalTable}: where the deviation was estimated from few values.
 *
 * @param freedom degrees of freedom of that estimate, 1 or more
 */
export function studentTable(
  means: ArrayLike<number>,
  deviations: ArrayLike<number>,
  levels: readonly number[],
  freedom: number,
): Float32Array {
  const scores = levels.map((level) => studentQuantile(level, freedom));
  return tableOf(means, deviations, scores);
}

function tableOf(means: ArrayLike<number>, deviations: ArrayLike<number>, scores: readonly number[]): Float32Array {
  const horizon = means.length;
  const table = new Float32Array(scores.length * horizon);
  scores.forEach((score, row) => {
    for (let step = 0; step < horizon; step++) {
      table[row * horizon + step] = (means[step] as number) + score * (deviations[step] as number);
    }
  });
  return table;
}
