/** Paths of groups: at each step and on each path the sum of the series in them. */
import { EngineError } from "#domain/errors";

export interface SummedTree {
  readonly paths: number;
  readonly horizon: number;
  /** By node: the one that it is summed in, which comes before it; null at the top. What belongs to a node follows it directly. */
  readonly parents: readonly (number | null)[];
  /** By source: its node. */
  readonly nodes: readonly number[];
}

/**
 * Draws each source once and holds as many sums at a time as the tree is deep.
 *
 * @param draw fills [horizon × paths] with the paths of a source
 * @param visit is given [horizon × paths] of a node, children before parents; they are good until it returns
 */
export function sumTree(
  { paths, horizon, parents, nodes }: SummedTree,
  draw: (source: number, into: Float32Array) => void,
  visit: (node: number, values: Float64Array) => void,
): void {
  const size = horizon * paths;
  const sourcesOf = new Map<number, number[]>();
  for (const [source, node] of nodes.entries()) {
    if (parents[node] === undefined) throw new EngineError("wrong-arguments", `There is no node ${node}.`);
    sourcesOf.set(node, [...(sourcesOf.get(node) ?? []), source]);
  }
  const drawn = new Float32Array(size);
  /** By depth; used again and again. */
  const sums: Float64Array[] = [];
  const open: number[] = [];
  const sumAt = (depth: number): Float64Array => (sums[depth] ??= new Float64Array(size));
  const close = (): void => {
    const node = open.pop() as number;
    const values = sumAt(open.length);
    visit(node, values);
    if (open.length > 0) add(values, sumAt(open.length - 1));
  };
  for (const [node, parent] of parents.entries()) {
    while (open.length > 0 && open.at(-1) !== parent) close();
    if (parent !== null && open.length === 0)
      throw new EngineError("wrong-arguments", `Node ${node} does not follow the one that it belongs to.`);
    const sum = sumAt(open.length).fill(0);
    open.push(node);
    for (const source of sourcesOf.get(node) ?? []) {
      draw(source, drawn);
      add(drawn, sum);
    }
  }
  while (open.length > 0) close();
}

function add(values: Float32Array | Float64Array, to: Float64Array): void {
  for (let at = 0; at < to.length; at++) to[at]! += values[at] as number;
}
