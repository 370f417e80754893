import fc from "fast-check";
import { expect, test } from "vitest";
import { randomFrom } from "#engine/numerics";
import { sumTree, totalOf } from "./index.ts";

const [paths, horizon] = [4, 3];

/** A tree in which each node belongs to one of those that are open then: what belongs to a node follows it directly. */
const anyTree = fc.array(fc.tuple(fc.nat(4), fc.nat(2)), { minLength: 1, maxLength: 12 }).map((choices) => {
  const parents: (number | null)[] = [];
  const nodes: number[] = [];
  let open: number[] = [];
  for (const [place, sources] of choices) {
    const node = parents.length;
    open = open.slice(0, place);
    parents.push(open.at(-1) ?? null);
    open.push(node);
    for (let source = 0; source < sources; source++) nodes.push(node);
  }
  return { parents, nodes };
});

function drawn(source: number): Float32Array {
  const random = randomFrom(source + 1);
  return Float32Array.from({ length: paths * horizon }, () => Math.round(100 * random()));
}

function summed(tree: { parents: (number | null)[]; nodes: number[] }): Map<number, Float64Array> {
  const found = new Map<number, Float64Array>();
  sumTree(
    { paths, horizon, ...tree },
    (source, into) => into.set(drawn(source)),
    (node, values) => void found.set(node, values.slice()),
  );
  return found;
}

test("on every path each node is the sum of what belongs to it and of its own", () => {
  fc.assert(
    fc.property(anyTree, (tree) => {
      const found = summed(tree);
      expect(found.size).toBe(tree.parents.length);
      for (const [node, values] of found) {
        const expected = new Float64Array(paths * horizon);
        const parts = [
          ...tree.nodes.flatMap((of, source) => (of === node ? [drawn(source)] : [])),
          ...tree.parents.flatMap((parent, child) => (parent === node ? [found.get(child) as Float64Array] : [])),
        ];
        for (const part of parts) for (const [at, value] of part.entries()) expected[at]! += value;
        expect(values).toEqual(expected);
      }
    }),
  );
});

test("a node with one source has its paths, whatever else is summed", () => {
  const values = drawn(1);
  const found = summed({ parents: [null, 0, 0], nodes: [1, 2] });
  expect([...(found.get(2) ?? [])]).toEqual([...values]);
});

test("totals are of the sum at each step: the peak of a sum is no sum of peaks", () => {
  // One path; the two series peak at different steps.
  const series = [Float32Array.of(9, 1), Float32Array.of(1, 7)];
  const peaks: number[] = [];
  sumTree(
    { paths: 1, horizon: 2, parents: [null, 0, 0], nodes: [1, 2] },
    (source, into) => into.set(series[source] as Float32Array),
    (_node, values) => peaks.push(totalOf({ paths: 1, horizon: 2, values }, { from: 0, to: 2 }, "peak")[0] as number),
  );
  expect(peaks).toEqual([9, 7, 10]);
});

test("a node whose parent does not come before it is refused", () => {
  expect(() => summed({ parents: [null, null, 0], nodes: [2] })).toThrow("does not follow");
  expect(() => summed({ parents: [null], nodes: [3] })).toThrow("There is no node 3.");
});

test("what was observed counts beside the forecast steps", () => {
  const values = Float64Array.of(1, 2, 3, 4);
  const two = { paths: 2, horizon: 2, values };
  const observed = { steps: 2, sum: 10, peak: 9, low: 1 };
  const of = (statistic: "sum" | "mean" | "peak" | "low", to = 2): number[] => [
    ...totalOf(two, { from: 0, to }, statistic, observed),
  ];
  expect(of("sum")).toEqual([14, 16]);
  expect(of("mean")).toEqual([3.5, 4]);
  expect(of("peak")).toEqual([9, 9]);
  expect(of("low")).toEqual([1, 1]);
  // All of it has been observed.
  expect(of("sum", 0)).toEqual([10, 10]);
  expect(() => totalOf(two, { from: 1, to: 1 }, "sum")).toThrow("not a part of 2 steps");
});
