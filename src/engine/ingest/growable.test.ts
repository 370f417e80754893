import fc from "fast-check";
import { expect, test } from "vitest";
import { GrowableFloat64, GrowableInt32 } from "./growable.ts";

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
    }),
    { numRuns: 25 },
  );
});

test("codes keep their value whatever their width", () => {
  for (const largest of [200, 60_000, 1_000_000]) {
    const column = new GrowableInt32();
    for (let i = 0; i < 200_000; i += 1) column.push((i * 7919) % largest);
    expect(column.get(70_000)).toBe((70_000 * 7919) % largest);
    expect(column.get(199_999)).toBe((199_999 * 7919) % largest);
    expect(column.get(200_000)).toBe(-1);
  }
});
