import { describe, expect, test } from "vitest";
import { unpackFramedLz4, unpackLz4, unpackLz4Frame } from "./lz4.ts";

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

describe("a frame", () => {
  const magic = [0x04, 0x22, 0x4d, 0x18];
  const lengthOf = (length: number): number[] => [length & 255, (length >> 8) & 255, 0, 0];
  /** Two blocks, of which the second refers to the first, and one that is not packed. */
  const blocks = [
    ...lengthOf(block.length),
    ...block,
    // One letter, and a match of four that begins in the block before.
    ...[4, 0, 0, 0, 0x10, ...bytes("?"), 4, 0],
    ...[2, 0, 0, 0x80, ...bytes("xy")],
    ...lengthOf(0),
  ];
  const unpacked = "abcabcabcabc!?bc!?xy";

  test("of blocks that refer to each other, with and without its size", () => {
    expect(text(unpackLz4Frame(Uint8Array.from([...magic, 0x40, 0x40, 0, ...blocks]), 1e6))).toBe(unpacked);
    const sized = [...magic, 0x48, 0x40, ...lengthOf(unpacked.length), 0, 0, 0, 0, 0, ...blocks];
    expect(text(unpackLz4Frame(Uint8Array.from(sized), 1e6))).toBe(unpacked);
  });

  test("that is cut off, of an unknown kind or too large is an error", () => {
    const frame = Uint8Array.from([...magic, 0x40, 0x40, 0, ...blocks]);
    for (let length = 0; length < frame.length; length += 1)
      expect(() => unpackLz4Frame(frame.subarray(0, length), 1e6)).toThrow(RangeError);
    expect(() => unpackLz4Frame(frame, 100)).toThrow("too large");
    expect(() => unpackLz4Frame(Uint8Array.from([...magic, 0x80, 0x40, 0, ...blocks]), 1e6)).toThrow("unknown kind");
    const claimed = [...magic, 0x48, 0x40, 0, 0, 0, 0, 0, 0, 0, 0x70, 0, ...blocks];
    expect(() => unpackLz4Frame(Uint8Array.from(claimed), 1e6)).toThrow("too large");
  });
});

test("damage is an error, never another content", () => {
  for (let length = 0; length < block.length; length += 1)
    expect(() => unpackLz4(block.subarray(0, length), 13)).toThrow(RangeError);
  expect(() => unpackLz4(Uint8Array.of(0x10, 97, 9, 0), 10)).toThrow(RangeError);
  expect(() => unpackLz4(block, 12)).toThrow(RangeError);
});
