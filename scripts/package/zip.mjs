/**
 * ZIP archives whose bytes follow from their content alone: names sorted, one date, Unix modes, links kept as links. No ZIP64:
 * what is packaged stays far below 4 GiB, and more is refused.
 */
import fs from "node:fs";
import path from "node:path";
import zlib from "node:zlib";
import { SetupError } from "../lib/log.mjs";

const limit = 0xffff_ffff;

/** Date and time as DOS keeps them, in UTC: two-second steps from 1980. */
export function dosTime(seconds) {
  const date = new Date(Math.max(seconds, Date.UTC(1980, 0, 1) / 1000) * 1000);
  return {
    date: ((date.getUTCFullYear() - 1980) << 9) | ((date.getUTCMonth() + 1) << 5) | date.getUTCDate(),
    time: (date.getUTCHours() << 11) | (date.getUTCMinutes() << 5) | (date.getUTCSeconds() >> 1),
  };
}

/** Everything below a folder, sorted by the bytes of its path with slashes; folders end in one. */
function* entriesBelow(folder, prefix) {
  const names = fs.readdirSync(folder).sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
  for (const name of names) {
    const place = path.join(folder, name);
    const stat = fs.lstatSync(place);
    if (stat.isSymbolicLink())
      yield { name: prefix + name, bytes: () => Buffer.from(fs.readlinkSync(place)), mode: 0o120777 };
    else if (stat.isDirectory()) {
      yield { name: `${prefix}${name}/`, bytes: () => Buffer.alloc(0), mode: 0o40755 };
      yield* entriesBelow(place, `${prefix}${name}/`);
    } else {
      const mode = 0o100000 | (stat.mode & 0o100 ? 0o755 : 0o644);
      yield { name: prefix + name, bytes: () => fs.readFileSync(place), mode };
    }
  }
}

/**
 * Writes `folder` as a ZIP archive.
 *
 * @param {string} folder
 * @param {string} file
 * @param {{ seconds: number, prefix?: string, level?: number }} options `prefix` ends in a slash; level 0 only stores
 */
export function writeZip(folder, file, { seconds, prefix = "", level = 9 }) {
  const { date, time } = dosTime(seconds);
  const out = fs.openSync(file, "w");
  const directory = [];
  let offset = 0;
  const write = (bytes) => {
    fs.writeSync(out, bytes);
    offset += bytes.length;
  };
  try {
    for (const { name, bytes, mode } of entriesBelow(folder, prefix)) {
      const content = bytes();
      const deflated = level > 0 && content.length > 0 ? zlib.deflateRawSync(content, { level }) : content;
      const isSmaller = deflated.length < content.length;
      const data = isSmaller ? deflated : content;
      const title = Buffer.from(name);
      const common = Buffer.alloc(26);
      common.writeUInt16LE(20, 0);
      common.writeUInt16LE(0x0800, 2); // names are UTF-8
      common.writeUInt16LE(isSmaller ? 8 : 0, 4);
      common.writeUInt16LE(time, 6);
      common.writeUInt16LE(date, 8);
      common.writeUInt32LE(zlib.crc32(content), 10);
      common.writeUInt32LE(data.length, 14);
      common.writeUInt32LE(content.length, 18);
      common.writeUInt16LE(title.length, 22);
      const central = Buffer.alloc(46);
      central.writeUInt32LE(0x02014b50, 0);
      central.writeUInt16LE(0x0314, 4); // made on Unix: the modes below hold
      common.copy(central, 6);
      central.writeUInt32LE(((mode << 16) | (mode & 0o40000 && !(mode & 0o100000) ? 0x10 : 0)) >>> 0, 38);
      central.writeUInt32LE(offset, 42);
      directory.push(central, title);
      write(Buffer.concat([Buffer.from("PK\x03\x04", "latin1"), common, title, data]));
      if (offset > limit) throw new SetupError(`${file} would be larger than 4 GiB`);
    }
    const start = offset;
    const all = Buffer.concat(directory);
    write(all);
    const end = Buffer.alloc(22);
    end.writeUInt32LE(0x06054b50, 0);
    end.writeUInt16LE(directory.length / 2, 8);
    end.writeUInt16LE(directory.length / 2, 10);
    end.writeUInt32LE(all.length, 12);
    end.writeUInt32LE(start, 16);
    write(end);
  } finally {
    fs.closeSync(out);
  }
}
