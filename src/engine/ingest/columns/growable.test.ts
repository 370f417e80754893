import fc from "fast-check";
import { expect, test } from "vitest";
import { GrowableFloat64, GrowableInt32, PackedColumn } from "./growable.ts";

test("numbers come out bit for bit as they went in, packed or not", () => {
  const kinds = [
    fc.constant((i: number) => 1_483_228_800_000 + i * 3_600_000),
    fc.constant((i: number) => ((i * 7919) % 100_000) / 100),
    fc.constant((i: number) => (i % 13 === 0 ? Number.NaN : (i % 50) / 10 - 2)),
    fc.constant((i: number) => Math.sin(i)),
    fc.constant((i: number) => (i % 2 === 0 ? -0 : 0)),
    fc.constant((i: number) => (i % 3 === 0 ? 1e300 : -9_007_199_254_740_993)),
    fc.constant(() => Number.NaN),
  ];
  fc.assert(
    fc.property(fc.oneof(...kinds), fc.integer({ min: 1, max: 140_000 }), (make, length) => {
      const column = new GrowableFloat64();
      for (let i = 0; i < length; i += 1) column.push(make(i));
      expect(column.length).toBe(length);
      let differing = 0;
      column.forEach((value, i) => {
        if (!Object.is(value, make(i)) || !Object.is(column.get(i), make(i))) differing += 1;
      });
      expect(differing).toBe(0);
      expect(column.get(length)).toBeNaN();
      const from = Math.floor(length / 3);
      const part = new Float64Array(length);
      column.copyTo(from, part);
      const indices = Uint32Array.from({ length: 200 }, (_, i) => (i * 7919) % length);
      const gathered = column.gather(indices);
      const bulk = new GrowableFloat64();
      for (let at = 0; at < length; at += 1000)
        bulk.pushAll(Float64Array.from({ length: Math.min(1000, length - at) }, (_, i) => make(at + i)));
      const packed = new PackedColumn();
      for (let i = 0; i < length; i += 1) packed.push(make(i));
      const unpacked = packed.values();
      const all = Float64Array.from({ length }, (_, i) => make(i));
      expect(sameBits(part.subarray(0, length - from), all.subarray(from))).toBe(true);
      expect(sameBits(gathered, Float64Array.from(indices, make))).toBe(true);
      expect(sameBits(unpacked, all)).toBe(true);
      const drained: number[] = [];
      for (const block of bulk.drain()) for (const value of block) drained.push(value);
      expect(sameBits(Float64Array.from(drained), all)).toBe(true);
      expect(bulk.length).toBe(0);
      const { smallest, largest, missing } = column.extent();
      const numbers = all.filter((value) => !Number.isNaN(value));
      expect(missing).toBe(length - numbers.length);
      expect([smallest + 0, largest + 0]).toEqual([
        numbers.reduce((a, b) => Math.min(a, b), Infinity) + 0,
        numbers.reduce((a, b) => Math.max(a, b), -Infinity) + 0,
      ]);
    }),
    { numRuns: 25 },
  );
});

function sameBits(a: Float64Array, b: Float64Array): boolean {
  return a.length === b.length && a.every((value, i) => Object.is(value, b[i]));
}

test("codes keep their value whatever their width", () => {
  for (const largest of [200, 60_000, 1_000_000]) {
    const column = new GrowableInt32();
    for (let i = 0; i < 200_000; i += 1) column.push((i * 7919) % largest);
    expect(column.get(70_000)).toBe((70_000 * 7919) % largest);
    expect(column.get(199_999)).toBe((199_999 * 7919) % largest);
    expect(column.get(200_000)).toBe(-1);
    const codes = new Int32Array(100);
    column.copyTo(65_500, codes);
    expect([...codes]).toEqual(Array.from(codes, (_, i) => ((65_500 + i) * 7919) % largest));
  }
});
