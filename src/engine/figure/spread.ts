/** A label along a line: where it wants its middle to be, and how much room it takes. */
export interface Wanted {
  readonly at: number;
  readonly size: number;
  /** What it counts for where two push each other; 1 when absent. */
  readonly weight?: number;
}

/**
 * Moves labels apart as little as possible so that none covers another and all lie within the room. Their order is that of the list,
 * which is ascending in `at`. The squared way, weighted, is least (isotonic regression, by pooling neighbours that would overlap).
 *
 * @returns the middles; null where the room is too small for all of them
 */
export function spread(labels: readonly Wanted[], [from, to]: readonly [number, number]): number[] | null {
  const needed = labels.reduce((sum, { size }) => sum + size, 0);
  if (needed > to - from) return null;
  // Without the room that those before take, labels may touch where they stand in the same place.
  const offsets: number[] = [];
  let taken = 0;
  for (const { size } of labels) {
    offsets.push(taken + size / 2);
    taken += size;
  }
  const blocks: { sum: number; weight: number; count: number }[] = [];
  labels.forEach(({ at, weight = 1 }, index) => {
    let block = { sum: (at - (offsets[index] ?? 0)) * weight, weight, count: 1 };
    for (let last = blocks.at(-1); last !== undefined && mean(last) > mean(block); last = blocks.at(-1)) {
      blocks.pop();
      block = { sum: last.sum + block.sum, weight: last.weight + block.weight, count: last.count + block.count };
    }
    blocks.push(block);
  });
  const places = blocks.flatMap((block) => new Array<number>(block.count).fill(mean(block)));
  return places.map((place, index) => Math.min(Math.max(place, from), to - needed) + (offsets[index] ?? 0));
}

const mean = ({ sum, weight }: { readonly sum: number; readonly weight: number }): number => sum / weight;
