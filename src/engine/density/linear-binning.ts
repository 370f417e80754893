/**
 * Shares of the samples on an even grid: each sample gives its weight to the two nodes around it, in proportion to how near it
 * lies (linear binning; Wand 1994). The error of a density made from it falls with the square of the spacing. The sum is 1.
 * Samples outside the grid count at its ends.
 */
export function linearBinning(samples: ArrayLike<number>, from: number, step: number, nodes: number): Float64Array {
  const shares = new Float64Array(nodes);
  const each = 1 / samples.length;
  for (let index = 0; index < samples.length; index++) {
    const at = Math.min(nodes - 1, Math.max(0, ((samples[index] as number) - from) / step));
    const node = Math.min(nodes - 2, Math.floor(at));
    const right = at - node;
    shares[node] = (shares[node] as number) + each * (1 - right);
    shares[node + 1] = (shares[node + 1] as number) + each * right;
  }
  return shares;
}
