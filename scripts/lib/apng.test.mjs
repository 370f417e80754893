import { expect, test } from "vitest";
import { decodePng, encodeApng } from "./apng.mjs";

const width = 5;
const height = 4;

/** A picture of one colour with one other pixel. */
function picture(colour, place, other) {
  const rgb = new Uint8Array(width * height * 3);
  for (let i = 0; i < width * height; i += 1) rgb.set(i === place ? other : colour, i * 3);
  return { width, height, rgb };
}

const types = (file) => {
  const found = [];
  for (let at = 8; at < file.length; at += file.readUInt32BE(at) + 12)
    found.push([file.toString("latin1", at + 4, at + 8), at + 8]);
  return found;
};

test("holds each frame, and of all but the first only what changes", () => {
  const frames = [7, 8].map((place) => picture([10, 20, 30], place, [200, 0, 0]));
  const file = encodeApng(frames, [100, 50]);
  const chunks = types(file);
  expect(chunks.map(([type]) => type)).toEqual(["IHDR", "acTL", "PLTE", "fcTL", "IDAT", "fcTL", "fdAT", "IEND"]);
  const second = chunks[5][1];
  expect([4, 8, 12, 16].map((at) => file.readUInt32BE(second + at))).toEqual([2, 1, 2, 1]);
  expect(file.readUInt16BE(second + 20)).toBe(50);
});

test("reads a PNG of colours, and refuses what is none", () => {
  // 2 × 1: red, blue.
  const file = Buffer.from(
    "iVBORw0KGgoAAAANSUhEUgAAAAIAAAABCAIAAAB7QOjdAAAAD0lEQVR4nGP4z8DAwPAfAAcAAf9+CLHQAAAAAElFTkSuQmCC",
    "base64",
  );
  expect([...decodePng(file).rgb]).toEqual([255, 0, 0, 0, 0, 255]);
  expect(() => decodePng(Buffer.from("GIF89a"))).toThrow("not a PNG");
  // Of a palette.
  const indexed = encodeApng([picture([1, 2, 3], 0, [4, 5, 6])], [10]);
  expect(() => decodePng(indexed)).toThrow("neither RGB nor RGBA");
});
