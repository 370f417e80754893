import { expect, test } from "vitest";
import { unpackFramedLz4, unpackLz4 } from "./lz4.ts";

const bytes = (text: string): number[] => [...text].map((letter) => letter.charCodeAt(0));
const text = (output: Uint8Array): string => String.fromCharCode(...output);

/** "abc" and a match of nine that overlaps itself, then a literal. */
const block = Uint8Array.from([0x35, ...bytes("abc"), 3, 0, 0x10, ...bytes("!")]);

test("literals, matches that overlap what they write, and long lengths", () => {
  expect(text(unpackLz4(block, 13))).toBe("abcabcabcabc!");
  const long = Uint8Array.from([0xff, 255, 30, ...Array<number>(300).fill(120), 1, 0, 255, 6, 0]);
  expect(text(unpackLz4(long, 580))).toBe("x".repeat(580));
  expect(unpackLz4(Uint8Array.of(0), 0)).toHaveLength(0);
});

test("framed blocks, one after the other, and a bare block", () => {
  const framed = Uint8Array.from([
    0,
    0,
    0,
    13,
    0,
    0,
    0,
    block.length,
    ...block,
    0,
    0,
    0,
    13,
    0,
    0,
    0,
    block.length,
    ...block,
  ]);
  expect(text(unpackFramedLz4(framed, 26))).toBe("abcabcabcabc!abcabcabcabc!");
  expect(text(unpackFramedLz4(block, 13))).toBe("abcabcabcabc!");
});

test("damage is an error, never another content", () => {
  for (let length = 0; length < block.length; length += 1)
    expect(() => unpackLz4(block.subarray(0, length), 13)).toThrow(RangeError);
  expect(() => unpackLz4(Uint8Array.of(0x10, 97, 9, 0), 10)).toThrow(RangeError);
  expect(() => unpackLz4(block, 12)).toThrow(RangeError);
});
