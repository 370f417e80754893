import fc from "fast-check";
import { expect, test } from "vitest";
import type { Float64Column } from "./column.ts";
import { GrowableFloat64, GrowableInt32 } from "./growable.ts";
import { RepeatedCodes, TiledColumn, TransposedColumn } from "./matrix-columns.ts";

const cell = fc.oneof(fc.constant(Number.NaN), fc.integer({ min: -5, max: 5 }), fc.double());

function grown(values: readonly number[]): GrowableFloat64 {
  const column = new GrowableFloat64();
  for (const value of values) column.push(value);
  return column;
}

/** Everything that a column is asked. */
function askAll(column: Float64Column, length: number, from: number): unknown {
  const visited: [number, number][] = [];
  column.forEach((value, index) => visited.push([value, index]));
  const part = new Float64Array(length + 3).fill(77);
  column.copyTo(from, part);
  const indices = Uint32Array.from({ length: 40 }, (_, i) => (i * 7919) % length);
  const mapped: number[] = [];
  column.map((value, index) => value + index).forEach((value) => mapped.push(value));
  return {
    length: column.length,
    each: Array.from({ length }, (_, index) => column.get(index)),
    outside: column.get(length),
    visited,
    part,
    gathered: column.gather(indices),
    extent: column.extent(),
    mapped,
    drained: [...column.drain()].flatMap((stretch) => [...stretch]),
  };
}

test("a tile that repeats is like a column in which it was written out", () => {
  fc.assert(
    fc.property(
      fc.array(cell, { minLength: 1, maxLength: 9 }),
      fc.integer({ min: 1, max: 30 }),
      fc.nat(50),
      (tile, times, from) => {
        const values = Array.from({ length: times }, () => tile).flat();
        const made = new TiledColumn(Float64Array.from(tile), times);
        const place = from % values.length;
        expect(askAll(made, values.length, place)).toEqual(askAll(grown(values), values.length, place));
      },
    ),
    { numRuns: 60 },
  );
});

test("columns turned to rows, some rows left out, are like a column in which they were written out", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 5 }),
      fc.integer({ min: 1, max: 200 }),
      fc.integer({ min: 1, max: 4 }),
      fc.nat(900),
      fc.array(cell, { minLength: 1, maxLength: 60 }),
      (width, height, kept, from, cells) => {
        const at = (row: number, column: number): number => cells[(row * width + column) % cells.length] ?? 0;
        const columns = Array.from({ length: width }, (_, column) =>
          grown(Array.from({ length: height }, (_, row) => at(row, column))),
        );
        const rows = Int32Array.from({ length: height }, (_, row) => row).filter((row) => row % kept === 0);
        const values = Array.from(rows).flatMap((row) => columns.map((_, column) => at(row, column)));
        const made = new TransposedColumn(columns, rows);
        const place = from % values.length;
        expect(askAll(made, values.length, place)).toEqual(askAll(grown(values), values.length, place));
      },
    ),
    { numRuns: 60 },
  );
});

test("columns of more than one stretch come out whole", () => {
  const height = 40_000;
  const columns = [0, 1, 2].map((column) => grown(Array.from({ length: height }, (_, row) => row * 3 + column)));
  const turned = new TransposedColumn(
    columns,
    Int32Array.from({ length: height }, (_, row) => row),
  );
  let differing = 0;
  turned.forEach((value, index) => {
    if (value !== index) differing += 1;
  });
  expect(differing).toBe(0);
  const tiled = new TiledColumn(Float64Array.from([1, 2, Number.NaN]), height);
  expect([...tiled.stretches()].map((stretch) => stretch.length)).toEqual([65_536, 54_464]);
  expect(tiled.extent()).toEqual({ smallest: 1, largest: 2, missing: height });
});

test("repeated codes are like codes that were written out", () => {
  fc.assert(
    fc.property(
      fc.array(fc.nat(9), { minLength: 1, maxLength: 20 }),
      fc.integer({ min: 1, max: 9 }),
      fc.nat(60),
      (codes, times, start) => {
        const repeated = new RepeatedCodes(Int32Array.from(codes), times);
        const written = new GrowableInt32();
        written.pushAll(Float64Array.from(codes.flatMap((code) => Array.from({ length: times }, () => code))));
        const from = start % written.length;
        const ask = (column: RepeatedCodes | GrowableInt32): unknown => {
          const part = new Int32Array(written.length + 2).fill(-7);
          column.copyTo(from, part);
          return [column.length, Array.from({ length: written.length + 1 }, (_, i) => column.get(i)), part];
        };
        expect(ask(repeated)).toEqual(ask(written));
      },
    ),
    { numRuns: 60 },
  );
});
