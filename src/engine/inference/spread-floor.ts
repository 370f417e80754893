/** How far two blocks' patterns may be out of step, as a share of a block: a season rarely divides a block. */
const slack = 0.25;
/** A spread that is less than this share below the maximum is no pattern: models' own numbers waver by as much. */
const wavering = 0.03;

/**
 * What a roll-out must not fall below: the spread of a forecast at the steps of its next block, given that of all steps before.
 *
 * A block after the first is forecast from contexts that end in a forecast. Such a context is smoother than any observed one, and a
 * model that reads its uncertainty from there may become surer the further it looks ahead. Uncertainty grows with distance, but it
 * may also have a pattern: nights differ less than days. So the growth, a running maximum, must go on from where it was, while the
 * pattern below it, the shares of that maximum in the steps before, may repeat in any order: the narrowest steps of the block are
 * compared with the narrowest, the widest with the widest. Where spreads only grow, every share is 1 and none may fall below the last.
 *
 * @param before [steps] spreads so far, first step first; the last `block.length` of them show the pattern
 * @param block [steps] spreads that the block would have
 * @returns [steps] the least spread that each may have
 */
export function spreadFloors(before: ArrayLike<number>, block: ArrayLike<number>): Float64Array {
  let most = 0;
  const shares = Array.from(before, (spread) => {
    most = Math.max(most, spread);
    return spread >= (1 - wavering) * most ? 1 : spread / most;
  });
  const pattern = Float64Array.from(shares.slice(-block.length)).sort();
  const order = Array.from({ length: block.length }, (_, step) => step).sort(
    (one, other) => (block[one] as number) - (block[other] as number),
  );
  const floors = new Float64Array(block.length);
  order.forEach((step, rank) => {
    const place = Math.max(0, Math.floor((rank / block.length - slack) * pattern.length));
    floors[step] = most * (pattern[place] ?? 0);
  });
  return floors;
}
