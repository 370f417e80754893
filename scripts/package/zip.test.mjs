import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import zlib from "node:zlib";
import { expect, test } from "vitest";
import { dosTime, writeZip } from "./zip.mjs";

/** Reads an archive by its directory at the end, apart from the code that wrote it. */
function readZip(file) {
  const bytes = fs.readFileSync(file);
  const end = bytes.length - 22;
  let at = bytes.readUInt32LE(end + 16);
  return Array.from({ length: bytes.readUInt16LE(end + 10) }, () => {
    const [method, size, length] = [
      bytes.readUInt16LE(at + 10),
      bytes.readUInt32LE(at + 20),
      bytes.readUInt16LE(at + 28),
    ];
    const start = bytes.readUInt32LE(at + 42);
    const name = bytes.toString("utf8", at + 46, at + 46 + length);
    const mode = bytes.readUInt32LE(at + 38) >>> 16;
    const from = start + 30 + bytes.readUInt16LE(start + 26) + bytes.readUInt16LE(start + 28);
    const data = bytes.subarray(from, from + size);
    const content = (method === 8 ? zlib.inflateRawSync(data) : data).toString("utf8");
    const isIntact = zlib.crc32(content) === bytes.readUInt32LE(at + 16);
    at += 46 + length;
    return { name, mode, content, isIntact };
  });
}

test("names are sorted, modes and links are kept, and two archives are the same bytes", () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "fantail-zip-"));
  const source = path.join(folder, "source");
  fs.mkdirSync(path.join(source, "b"), { recursive: true });
  fs.writeFileSync(path.join(source, "b", "program"), "x".repeat(1000), { mode: 0o755 });
  fs.writeFileSync(path.join(source, "a.txt"), "text", { mode: 0o600 });
  fs.symlinkSync("b/program", path.join(source, "link"));
  const files = ["one.zip", "two.zip"].map((name) => path.join(folder, name));
  for (const file of files) writeZip(source, file, { seconds: 1_700_000_000, prefix: "top/" });
  expect(readZip(files[0])).toEqual([
    { name: "top/a.txt", mode: 0o100644, content: "text", isIntact: true },
    { name: "top/b/", mode: 0o40755, content: "", isIntact: true },
    { name: "top/b/program", mode: 0o100755, content: "x".repeat(1000), isIntact: true },
    { name: "top/link", mode: 0o120777, content: "b/program", isIntact: true },
  ]);
  expect(fs.readFileSync(files[0]).equals(fs.readFileSync(files[1]))).toBe(true);
  expect(fs.statSync(files[0]).size).toBeLessThan(1000);
  fs.rmSync(folder, { recursive: true });
});

test("a date is DOS's, in UTC, and never before its first", () => {
  const { date, time } = dosTime(Date.UTC(2026, 10, 30, 18, 15, 7) / 1000);
  expect([(date >> 9) + 1980, (date >> 5) & 15, date & 31]).toEqual([2026, 11, 30]);
  expect([time >> 11, (time >> 5) & 63, (time & 31) * 2]).toEqual([18, 15, 6]);
  expect(dosTime(0)).toEqual({ date: (0 << 9) | (1 << 5) | 1, time: 0 });
});
