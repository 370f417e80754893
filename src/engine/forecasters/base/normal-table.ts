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
    const score = normalScore(level);
    for (let step = 0; step < horizon; step++) {
      table[row * horizon + step] = (means[step] as number) + score * (deviations[step] as number);
    }
  });
  return table;
}

/** Φ⁻¹ to seven digits: Wichura's algorithm AS 241, PPND7 (Applied Statistics 37, 1988). The tables hold float32. */
export function normalScore(level: number): number {
  const q = level - 0.5;
  if (Math.abs(q) <= 0.425) {
    const r = 0.180625 - q * q;
    return (
      (q * (((59.10937472 * r + 159.29113202) * r + 50.434271938) * r + 3.3871327179)) /
      (((67.1875636 * r + 78.757757664) * r + 17.895169469) * r + 1)
    );
  }
  const s = Math.sqrt(-Math.log(q < 0 ? level : 1 - level));
  const near = s - 1.6;
  const far = s - 5;
  const z =
    s <= 5
      ? (((0.17023821103 * near + 1.3067284816) * near + 2.75681539) * near + 1.4234372777) /
        ((0.12021132975 * near + 0.7370016425) * near + 1)
      : (((0.017337203997 * far + 0.42868294337) * far + 3.081226386) * far + 6.657905115) /
        ((0.012258202635 * far + 0.24197894225) * far + 1);
  return q < 0 ? -z : z;
}
