/** Animated PNGs from PNGs of the same size, as the window's pictures are: 8 bits a channel, no interlacing. */
import { crc32, deflateSync, inflateSync } from "node:zlib";

const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

/**
 * @param {Buffer} file
 * @returns {{ width: number, height: number, rgb: Uint8Array }} three bytes a pixel, without transparency
 */
export function decodePng(file) {
  if (!file.subarray(0, 8).equals(signature)) throw new Error("not a PNG");
  const parts = [];
  let head = null;
  for (let at = 8; at < file.length;) {
    const length = file.readUInt32BE(at);
    const type = file.toString("latin1", at + 4, at + 8);
    const data = file.subarray(at + 8, at + 8 + length);
    if (type === "IHDR") head = { width: data.readUInt32BE(0), height: data.readUInt32BE(4), kind: data[9] };
    if (type === "IDAT") parts.push(data);
    at += length + 12;
  }
  if (head === null || (head.kind !== 2 && head.kind !== 6)) throw new Error("neither RGB nor RGBA");
  const { width, height } = head;
  const channels = head.kind === 2 ? 3 : 4;
  const stride = width * channels;
  const raw = inflateSync(Buffer.concat(parts));
  const rgb = new Uint8Array(width * height * 3);
  let before = new Uint8Array(stride);
  for (let y = 0; y < height; y += 1) {
    const filter = raw[y * (stride + 1)];
    const line = Uint8Array.from(raw.subarray(y * (stride + 1) + 1, (y + 1) * (stride + 1)));
    for (let i = 0; i < stride; i += 1) {
      const left = i < channels ? 0 : line[i - channels];
      const up = before[i];
      const corner = i < channels ? 0 : before[i - channels];
      line[i] += [0, left, up, (left + up) >> 1, paeth(left, up, corner)][filter];
    }
    for (let x = 0; x < width; x += 1)
      for (let c = 0; c < 3; c += 1) rgb[(y * width + x) * 3 + c] = line[x * channels + c];
    before = line;
  }
  return { width, height, rgb };
}

function paeth(left, up, corner) {
  const guess = left + up - corner;
  const [toLeft, toUp, toCorner] = [Math.abs(guess - left), Math.abs(guess - up), Math.abs(guess - corner)];
  if (toLeft <= toUp && toLeft <= toCorner) return left;
  return toUp <= toCorner ? up : corner;
}

/**
 * With the 256 colours that are most frequent; every other becomes the nearest of them. After the first frame only what changes is
 * stored.
 *
 * @param {{ width: number, height: number, rgb: Uint8Array }[]} frames
 * @param {number[]} delaysMs of each frame
 */
export function encodeApng(frames, delaysMs) {
  const [{ width, height }] = frames;
  const palette = paletteOf(frames);
  const nearest = nearestIn(palette);
  const indexed = frames.map(({ rgb }) =>
    Uint8Array.from({ length: width * height }, (_, i) =>
      nearest((rgb[i * 3] << 16) | (rgb[i * 3 + 1] << 8) | rgb[i * 3 + 2]),
    ),
  );
  let sequence = 0;
  const chunks = [
    chunk("IHDR", [...u32(width), ...u32(height), 8, 3, 0, 0, 0]),
    chunk("acTL", [...u32(frames.length), ...u32(0)]),
    chunk(
      "PLTE",
      palette.flatMap((colour) => [colour >> 16, (colour >> 8) & 255, colour & 255]),
    ),
  ];
  indexed.forEach((pixels, at) => {
    const part = at === 0 ? { x: 0, y: 0, w: width, h: height } : changed(indexed[at - 1], pixels, width, height);
    const place = [...u32(part.w), ...u32(part.h), ...u32(part.x), ...u32(part.y)];
    chunks.push(chunk("fcTL", [...u32(sequence++), ...place, ...u16(delaysMs[at]), ...u16(1000), 0, 0]));
    const raw = Buffer.alloc(part.h * (part.w + 1));
    for (let y = 0; y < part.h; y += 1)
      raw.set(
        pixels.subarray((part.y + y) * width + part.x, (part.y + y) * width + part.x + part.w),
        y * (part.w + 1) + 1,
      );
    const data = deflateSync(raw, { level: 9 });
    chunks.push(at === 0 ? chunk("IDAT", data) : chunk("fdAT", Buffer.concat([Buffer.from(u32(sequence++)), data])));
  });
  return Buffer.concat([signature, ...chunks, chunk("IEND", [])]);
}

const u32 = (value) => [value >>> 24, (value >> 16) & 255, (value >> 8) & 255, value & 255];
const u16 = (value) => [(value >> 8) & 255, value & 255];

function chunk(type, bytes) {
  const body = Buffer.concat([Buffer.from(type, "latin1"), Buffer.from(bytes)]);
  return Buffer.concat([Buffer.from(u32(bytes.length)), body, Buffer.from(u32(crc32(body)))]);
}

function paletteOf(frames) {
  const counts = new Map();
  for (const { rgb } of frames)
    for (let i = 0; i < rgb.length; i += 3) {
      const colour = (rgb[i] << 16) | (rgb[i + 1] << 8) | rgb[i + 2];
      counts.set(colour, (counts.get(colour) ?? 0) + 1);
    }
  return [...counts]
    .sort(([, one], [, other]) => other - one)
    .slice(0, 256)
    .map(([colour]) => colour);
}

function nearestIn(palette) {
  const known = new Map(palette.map((colour, index) => [colour, index]));
  return (colour) => {
    const before = known.get(colour);
    if (before !== undefined) return before;
    let [best, least] = [0, Infinity];
    for (const [index, other] of palette.entries()) {
      const distance = [16, 8, 0].reduce(
        (sum, bits) => sum + (((colour >> bits) & 255) - ((other >> bits) & 255)) ** 2,
        0,
      );
      if (distance < least) [best, least] = [index, distance];
    }
    known.set(colour, best);
    return best;
  };
}

/** The smallest rectangle with all that differs; one pixel where nothing does. */
function changed(before, now, width, height) {
  let [left, top, right, bottom] = [width, height, -1, -1];
  for (let i = 0; i < now.length; i += 1) {
    if (now[i] === before[i]) continue;
    const [x, y] = [i % width, Math.floor(i / width)];
    [left, right, top, bottom] = [Math.min(left, x), Math.max(right, x), Math.min(top, y), Math.max(bottom, y)];
  }
  return right < 0 ? { x: 0, y: 0, w: 1, h: 1 } : { x: left, y: top, w: right - left + 1, h: bottom - top + 1 };
}
