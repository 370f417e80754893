import { sampleQuantile } from "#engine/numerics";

/**
 * What is forecast of demand that occurs at a step with some probability, and then with one of the past sizes, scaled so that
 * their mean is `size`: [levels × horizon], the same at every step and never negative.
 *
 * @param sizes past demands, in any order
 * @param probability in [0, 1]
 */
export function demandTable(
  { sizes, size, probability }: { readonly sizes: Float64Array; readonly size: number; readonly probability: number },
  horizonSteps: number,
  levels: readonly number[],
): Float32Array {
  const sorted = Float64Array.from(sizes).sort();
  const mean = sorted.reduce((sum, one) => sum + one, 0) / sorted.length;
  const table = new Float32Array(levels.length * horizonSteps);
  levels.forEach((level, row) => {
    const withinDemand = (level - (1 - probability)) / probability;
    const value = withinDemand > 0 ? (sampleQuantile(sorted, withinDemand) * size) / mean : 0;
    table.fill(value, row * horizonSteps, (row + 1) * horizonSteps);
  });
  return table;
}
