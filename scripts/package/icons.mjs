/** `build/icon.svg` in the sizes and containers that the systems want. */
import fs from "node:fs";
import path from "node:path";
import { inBuild } from "./product.mjs";

/** Pixels of the pictures below `hicolor`. */
export const linuxSizes = [16, 24, 32, 48, 64, 128, 256, 512];
const windowsSizes = [16, 24, 32, 48, 64, 128, 256];
/** Names that macOS knows for pictures of so many pixels. */
const macTypes = [
  ["icp4", 16],
  ["icp5", 32],
  ["icp6", 64],
  ["ic07", 128],
  ["ic08", 256],
  ["ic09", 512],
  ["ic10", 1024],
];

/** @returns {Promise<(pixels: number) => Buffer>} a PNG of so many pixels */
export async function iconPainter(svg = fs.readFileSync(inBuild("icon.svg"), "utf8")) {
  const { Resvg } = await import("@resvg/resvg-js");
  return (pixels) => Buffer.from(new Resvg(svg, { fitTo: { mode: "width", value: pixels } }).render().asPng());
}

/** A Windows icon of PNG pictures. @param {{ pixels: number, png: Buffer }[]} pictures */
export function icoOf(pictures) {
  const head = Buffer.alloc(6 + 16 * pictures.length);
  head.writeUInt16LE(1, 2);
  head.writeUInt16LE(pictures.length, 4);
  let offset = head.length;
  pictures.forEach(({ pixels, png }, index) => {
    const at = 6 + 16 * index;
    head.writeUInt8(pixels % 256, at); // 256 is written as 0
    head.writeUInt8(pixels % 256, at + 1);
    head.writeUInt16LE(1, at + 4);
    head.writeUInt16LE(32, at + 6);
    head.writeUInt32LE(png.length, at + 8);
    head.writeUInt32LE(offset, at + 12);
    offset += png.length;
  });
  return Buffer.concat([head, ...pictures.map(({ png }) => png)]);
}

/** A macOS icon. @param {{ type: string, png: Buffer }[]} pictures */
export function icnsOf(pictures) {
  const parts = pictures.map(({ type, png }) => {
    const head = Buffer.alloc(8);
    head.write(type, 0, "latin1");
    head.writeUInt32BE(png.length + 8, 4);
    return Buffer.concat([head, png]);
  });
  const head = Buffer.alloc(8);
  head.write("icns", 0, "latin1");
  head.writeUInt32BE(8 + parts.reduce((sum, part) => sum + part.length, 0), 4);
  return Buffer.concat([head, ...parts]);
}

/** Writes `icon.ico` and `icon.icns` into a folder. */
export async function writeIcons(folder) {
  const paint = await iconPainter();
  fs.mkdirSync(folder, { recursive: true });
  fs.writeFileSync(
    path.join(folder, "icon.ico"),
    icoOf(windowsSizes.map((pixels) => ({ pixels, png: paint(pixels) }))),
  );
  fs.writeFileSync(
    path.join(folder, "icon.icns"),
    icnsOf(macTypes.map(([type, pixels]) => ({ type: String(type), png: paint(Number(pixels)) }))),
  );
}
