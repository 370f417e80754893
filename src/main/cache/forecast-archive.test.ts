import { spawnSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { tableFromIPC } from "apache-arrow";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { Bitmap, ChunkLayout, type ForecastChunk } from "#engine/cache";
import { decodeChunk, decodeSeries, encodeChunk, encodeSeries } from "./arrow-codec.ts";
import { CacheIndex } from "./cache-index.ts";
import { sha256 } from "./checked-file.ts";
import type { ArchivedColumn } from "./archive-files.ts";
import { ForecastArchive } from "./forecast-archive.ts";
import { IndexDatabase } from "./index-database.ts";
import type { Pins } from "./pins.ts";
import { pinsInMemory } from "./pin-fixtures.ts";

const silentLogger = { info: () => undefined, warn: () => undefined, error: () => undefined };
const shape = { valuesPerForecast: 6, originCount: 101 };

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "fantail-archive-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function columnOf(dataset: string, key = `["${dataset}/s"]`): ArchivedColumn {
  const times = Float64Array.from({ length: 107 }, (_, step) => step * 3_600_000);
  return {
    key,
    model: "tiny",
    horizonSteps: 2,
    levels: [0.1, 0.5, 0.9],
    shape,
    entry: {
      dataset,
      series: "s",
      frequency: { unit: "hour", count: 1 },
      steps: 107,
      startMs: 0,
      endMs: times.at(-1) ?? 0,
    },
    values: { times, values: Float64Array.from(times, (_, step) => step) },
  };
}

function chunkOf(columnKey: string, index: number, rows: readonly number[]): ForecastChunk {
  const present = new Bitmap(index === 0 ? 1 : 10);
  const values = new Float32Array(present.size * 6);
  for (const row of rows) {
    present.set(row);
    values.fill(index * 10 + row + 0.25, row * 6, (row + 1) * 6);
  }
  return { columnKey, shape, index, present, values };
}

function createArchive({ maxBytes = 1e9, pins = pinsInMemory() }: { maxBytes?: number; pins?: Pins } = {}) {
  const clock = { ms: 1_000_000 };
  const gone: string[] = [];
  const archive = new ForecastArchive({
    folder,
    maxBytes,
    maxAnswerBytes: 1e6,
    layout: new ChunkLayout(10),
    wallNow: () => (clock.ms += 1000),
    logger: silentLogger,
    onGone: (key, index) => gone.push(`${index}@${key}`),
    pins,
  });
  return { archive, clock, gone };
}

function arrowFiles(kind: "forecasts" | "series" = "forecasts"): string[] {
  const root = join(folder, "v2", kind);
  if (!existsSync(root)) return [];
  return readdirSync(root, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".arrow"))
    .map((name) => join(root, name));
}

describe("Arrow files", () => {
  test("hold a chunk bit for bit, whatever its numbers and gaps", () => {
    const float = fc.oneof(fc.float(), fc.constantFrom(Number.NaN, -0, Number.POSITIVE_INFINITY, Math.fround(1e-45)));
    fc.assert(
      fc.property(fc.array(float, { minLength: 60, maxLength: 60 }), fc.uniqueArray(fc.nat(9)), (numbers, rows) => {
        const present = new Bitmap(10);
        for (const row of rows) present.set(row);
        const chunk = { columnKey: "k", shape, index: 3, present, values: Float32Array.from(numbers) };
        const decoded = decodeChunk(encodeChunk(chunk, 10, {}), "k", shape, 3);
        expect(decoded?.present.toBytes()).toEqual(present.toBytes());
        expect(new Uint32Array((decoded as ForecastChunk).values.slice().buffer)).toEqual(
          new Uint32Array(chunk.values.buffer),
        );
      }),
    );
  });

  test("hold densities beside their quantiles bit for bit, and a forecast without one takes no room for it", () => {
    const float = fc.oneof(fc.float(), fc.constantFrom(Number.NaN, -0, Number.POSITIVE_INFINITY));
    const floats = (length: number) =>
      fc.array(float, { minLength: length, maxLength: length }).map((numbers) => Float32Array.from(numbers));
    const density = fc.record({ points: fc.constant(5), from: floats(2), step: floats(2), values: floats(10) });
    fc.assert(
      fc.property(fc.uniqueArray(fc.nat(9)), fc.array(density, { maxLength: 10 }), (rows, found) => {
        const densities = new Map(rows.slice(0, found.length).map((row, at) => [row, found[at] as (typeof found)[0]]));
        const chunk = { ...chunkOf("k", 3, rows), densities };
        const decoded = decodeChunk(encodeChunk(chunk, 10, {}), "k", shape, 3);
        expect(decoded?.densities).toEqual(densities);
        expect(decoded?.values).toEqual(chunk.values);
      }),
    );
    const wide = { points: 1000, from: new Float32Array(2), step: new Float32Array(2), values: new Float32Array(2000) };
    const bytesOf = (rows: readonly number[]): number =>
      encodeChunk({ ...chunkOf("k", 1, [0, 1, 2]), densities: new Map(rows.map((row) => [row, wide])) }, 1, {}).length;
    expect(bytesOf([1]) - bytesOf([])).toBeLessThan(8016 + 1500);
    const table = tableFromIPC(encodeChunk({ ...chunkOf("k", 1, [0, 1]), densities: new Map([[1, wide]]) }, 1, {}));
    expect(table.schema.fields.map(({ name }) => name)).toEqual([
      "origin",
      "quantiles",
      "density_from",
      "density_step",
      "density",
    ]);
    expect(table.get(0)?.["density"]).toBeNull();
    expect([...(table.get(1)?.["density"] ?? [])]).toHaveLength(2000);
  });

  test("are not taken for another column's or another chunk's", () => {
    const bytes = encodeChunk(chunkOf("k", 3, [1]), 10, {});
    expect(decodeChunk(bytes, "other", shape, 3)).toBeNull();
    expect(decodeChunk(bytes, "k", shape, 4)).toBeNull();
  });

  test("read as an ordinary table: origins and quantiles, null where nothing is computed", () => {
    const table = tableFromIPC(encodeChunk(chunkOf("k", 1, [0, 9]), 10, { "fantail.levels": "[0.1,0.5,0.9]" }));
    expect(table.schema.fields.map(({ name }) => name)).toEqual(["origin", "quantiles"]);
    expect(table.get(0)?.toJSON()).toMatchObject({ origin: -10 });
    expect([...(table.get(9)?.["quantiles"] ?? [])]).toEqual(Array(6).fill(19.25));
    expect(table.get(5)?.["quantiles"]).toBeNull();
    expect(table.schema.metadata.get("fantail.levels")).toBe("[0.1,0.5,0.9]");
  });

  test("hold a series exactly, before 1970 and with gaps", () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: -8e12, max: 8e12 }), fc.double()), { minLength: 1, maxLength: 50 }),
        (pairs) => {
          const series = {
            times: Float64Array.from(pairs, ([ms]) => ms),
            values: Float64Array.from(pairs, ([, number]) => number),
          };
          expect(decodeSeries(encodeSeries(series, {}))).toEqual(series);
        },
      ),
    );
    const table = tableFromIPC(encodeSeries({ times: Float64Array.of(86_400_000), values: Float64Array.of(1) }, {}));
    expect(table.get(0)?.["time"]).toBe(86_400_000);
  });
});

describe("ForecastArchive", () => {
  test("finds after a restart what was written, and merges partial chunks as they come", async () => {
    const column = columnOf("d");
    const first = createArchive().archive;
    await first.write(chunkOf(column.key, 2, [0, 1]), column);
    await first.write(chunkOf(column.key, 2, [5]), column);
    first.close();
    const { archive } = createArchive();
    const [stored] = archive.present(column.key, shape);
    expect([stored?.index, stored?.present.count]).toEqual([2, 3]);
    const chunk = await archive.read(column.key, shape, 2);
    expect(chunk?.values.slice(30, 36)).toEqual(new Float32Array(6).fill(25.25));
    expect(chunk?.values.slice(6, 12)).toEqual(new Float32Array(6).fill(21.25));
    expect(arrowFiles()).toHaveLength(1);
    expect(archive.info()).toMatchObject({ datasets: 1, forecasts: 3, files: 2, problem: null });
    archive.close();
  });

  test("a chunk that is written again keeps the densities that it has, and takes the newer ones", async () => {
    const column = columnOf("d");
    const { archive } = createArchive();
    const densityOf = (value: number) => ({
      points: 1,
      from: Float32Array.of(value, value),
      step: Float32Array.of(1, 1),
      values: Float32Array.of(value, value),
    });
    const write = (rows: readonly number[], densities: readonly [number, number][]) =>
      archive.write(
        {
          ...chunkOf(column.key, 2, rows),
          densities: new Map(densities.map(([row, value]) => [row, densityOf(value)])),
        },
        column,
      );
    await write([0, 1], [[0, 7]]);
    await write([5], []);
    await write([0, 1], [[1, 8]]);
    expect((await archive.read(column.key, shape, 2))?.densities).toEqual(
      new Map([
        [0, densityOf(7)],
        [1, densityOf(8)],
      ]),
    );
    archive.close();
  });

  test("does not trust a file that was changed: it is moved aside and its forecasts are missing", async () => {
    const column = columnOf("d");
    const { archive, gone } = createArchive();
    await archive.write(chunkOf(column.key, 0, [0]), column);
    const [path = ""] = arrowFiles();
    const bytes = readFileSync(path);
    bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] ?? 0) ^ 1;
    writeFileSync(path, bytes);
    expect(await archive.read(column.key, shape, 0)).toBeNull();
    expect(gone).toEqual([`0@${column.key}`]);
    expect(archive.present(column.key, shape)).toEqual([]);
    expect(readdirSync(join(folder, "v2", "quarantine"))).toHaveLength(1);
    archive.close();
  });

  test("a chunk that is written anew while it is read is read anew, and not taken for lost", async () => {
    const column = columnOf("d");
    const reader = createArchive();
    await reader.archive.write(chunkOf(column.key, 2, [0]), column);
    // What the reader is about to look for is gone by the time it looks, as after another write.
    const [old = ""] = arrowFiles();
    const aside = `${old}.aside`;
    renameSync(old, aside);
    const reading = reader.archive.read(column.key, shape, 2);
    const index = new CacheIndex(new IndexDatabase(join(folder, "v2", "index.sqlite")));
    const file = `${relative(join(folder, "v2"), dirname(old))}/2-new.arrow`;
    const { id } = index.column(column.key) ?? { id: 0 };
    const bytes = readFileSync(aside);
    renameSync(aside, join(folder, "v2", file));
    index.putChunk(id, 2, { file, bytes: bytes.length, sha256: sha256(bytes) }, Uint8Array.of(1, 0), 1, 0);
    expect((await reading)?.present.count).toBe(1);
    expect(reader.gone).toEqual([]);
    reader.archive.close();
  });

  test("1,000 random bit flips and truncations are all detected", async () => {
    const column = columnOf("d");
    const { archive } = createArchive();
    await archive.write(chunkOf(column.key, 1, [0, 1, 2, 3]), column);
    const [path = ""] = arrowFiles();
    const sound = readFileSync(path);
    let seed = 42;
    const random = (below: number) => {
      seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
      return seed % below;
    };
    for (let round = 0; round < 1000; round += 1) {
      const damaged = Buffer.from(sound);
      if (round % 2 === 0) {
        const at = random(damaged.length);
        damaged[at] = (damaged[at] ?? 0) ^ (1 << random(8));
        writeFileSync(path, damaged);
      } else writeFileSync(path, damaged.subarray(0, random(damaged.length)));
      const report = { file: path.slice(join(folder, "v2").length + 1), bytes: sound.length, sha256: "" };
      const { readChecked, sha256 } = await import("./checked-file.ts");
      expect(await readChecked(join(folder, "v2"), { ...report, sha256: sha256(sound) })).toBe("damaged");
    }
    archive.close();
  });

  test("a broken index is moved aside and a new one begun", async () => {
    const column = columnOf("d");
    const first = createArchive().archive;
    await first.write(chunkOf(column.key, 1, [0]), column);
    first.close();
    const path = join(folder, "v2", "index.sqlite");
    const bytes = readFileSync(path);
    bytes.fill(0x5a, 0, bytes.length);
    writeFileSync(path, bytes);
    const { archive } = createArchive();
    expect(archive.present(column.key, shape)).toEqual([]);
    await archive.write(chunkOf(column.key, 1, [3]), column);
    expect((await archive.read(column.key, shape, 1))?.present.count).toBe(1);
    archive.close();
  });

  test("random damage to the index never yields a wrong number", async () => {
    const column = columnOf("d");
    const first = createArchive().archive;
    for (let index = 1; index <= 10; index += 1) await first.write(chunkOf(column.key, index, [0, 1, 2]), column);
    first.close();
    const path = join(folder, "v2", "index.sqlite");
    const sound = readFileSync(path);
    let seed = 7;
    for (let round = 0; round < 60; round += 1) {
      const bytes = Buffer.from(sound);
      for (let flip = 0; flip < 20; flip += 1) {
        seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
        bytes[seed % bytes.length] = seed >>> 24;
      }
      for (const suffix of ["-wal", "-shm"]) rmSync(`${path}${suffix}`, { force: true });
      writeFileSync(path, bytes);
      const { archive } = createArchive();
      for (const { index } of archive.present(column.key, shape)) {
        const chunk = await archive.read(column.key, shape, index);
        for (let row = chunk?.present.nextSet(0) ?? null; row !== null; row = chunk?.present.nextSet(row + 1) ?? null) {
          expect(chunk?.values[row * 6]).toBe(index * 10 + row + 0.25);
        }
      }
      archive.close();
    }
  });

  test("keeps to its budget: what was used longest ago goes first, pinned datasets stay", async () => {
    const probe = columnOf("probe");
    const measuring = createArchive().archive;
    await measuring.write(chunkOf(probe.key, 0, [0]), probe);
    const once = measuring.info().bytes;
    await measuring.write(chunkOf(probe.key, 1, [0]), probe);
    const chunkBytes = measuring.info().bytes - once;
    await measuring.delete();
    measuring.close();

    const { archive, gone } = createArchive({ maxBytes: once * 2 + chunkBytes });
    const [pinned, other] = [columnOf("saved"), columnOf("other")];
    await archive.write(chunkOf(pinned.key, 0, [0]), pinned);
    archive.pin("saved", true);
    for (let index = 0; index < 2; index += 1) await archive.write(chunkOf(other.key, index, [0]), other);
    await archive.read(other.key, shape, 0);
    await archive.write(chunkOf(other.key, 2, [0]), other);
    expect(gone).toEqual([`1@${other.key}`]);
    expect(archive.info().bytes).toBeLessThanOrEqual(once * 2 + chunkBytes);
    expect((await archive.list()).map(({ dataset, forecasts, isPinned }) => [dataset, forecasts, isPinned])).toEqual([
      ["other", 2, false],
      ["saved", 1, true],
    ]);
    expect(archive.pin("nobody", true)).toBe(false);
    archive.close();
  });

  test("what is pinned stays so when the cache is lost, and goes with what is deleted", async () => {
    const pins = pinsInMemory();
    const column = columnOf("saved");
    const first = createArchive({ pins }).archive;
    await first.write(chunkOf(column.key, 0, [0]), column);
    first.pin("saved", true);
    first.close();
    rmSync(join(folder, "v2"), { recursive: true });
    const { archive } = createArchive({ pins });
    await archive.write(chunkOf(column.key, 0, [0]), column);
    expect(await archive.list()).toMatchObject([{ dataset: "saved", isPinned: true }]);
    await archive.delete("saved");
    expect(pins.list()).toEqual([]);
    archive.close();
  });

  test("pins that an earlier version kept in the index are the user's from now on", async () => {
    const column = columnOf("saved");
    const first = createArchive().archive;
    await first.write(chunkOf(column.key, 0, [0]), column);
    first.close();
    const index = new IndexDatabase(join(folder, "v2", "index.sqlite"));
    index.exec("update datasets set pinned = 1");
    index.close();
    // Where they would be forgotten they stay in the index, and in force.
    const forgetful = createArchive({ maxBytes: 1, pins: { ...pinsInMemory(), adopt: () => false } }).archive;
    await forgetful.sweep();
    expect(await forgetful.list()).toMatchObject([{ dataset: "saved", isPinned: true }]);
    forgetful.close();
    const pins = pinsInMemory();
    const { archive } = createArchive({ pins });
    expect(pins.list()).toEqual(["saved"]);
    archive.pin("saved", false);
    expect(await archive.list()).toMatchObject([{ dataset: "saved", isPinned: false }]);
    archive.close();
  });

  test("while pins can't be read, nothing is evicted", async () => {
    const unreadable = (): never => {
      throw new Error("disk I/O error");
    };
    const { archive } = createArchive({ maxBytes: 1, pins: { ...pinsInMemory(), list: unreadable } });
    const column = columnOf("saved");
    await archive.write(chunkOf(column.key, 0, [0]), column);
    expect(archive.info().forecasts).toBe(1);
    archive.close();
  });

  test("verify finds what is damaged and what is missing; delete leaves nothing", async () => {
    const column = columnOf("d");
    const { archive } = createArchive();
    for (let index = 0; index < 3; index += 1) await archive.write(chunkOf(column.key, index, [0]), column);
    const [damaged = "", missing = ""] = arrowFiles();
    writeFileSync(damaged, "nonsense");
    rmSync(missing);
    expect(await archive.verify()).toEqual({ files: 4, answers: 0, damaged: 1, missing: 1 });
    expect(await archive.verify()).toEqual({ files: 2, answers: 0, damaged: 0, missing: 0 });
    expect(await archive.delete("d")).toBe(2);
    expect([...arrowFiles(), ...arrowFiles("series")]).toEqual([]);
    expect(archive.info()).toMatchObject({ bytes: 0, files: 0 });
    archive.close();
  });

  test("forecasts go with a series whose file is damaged, and leave no file behind", async () => {
    const column = columnOf("d");
    const { archive, gone } = createArchive();
    for (let index = 0; index < 3; index += 1) await archive.write(chunkOf(column.key, index, [0]), column);
    writeFileSync(arrowFiles("series")[0] ?? "", "nonsense");
    expect(await archive.verify()).toMatchObject({ files: 4, damaged: 1, missing: 0 });
    expect(gone).toHaveLength(3);
    await vi.waitFor(() => expect(arrowFiles()).toEqual([]));
    expect(archive.info().bytes).toBe(0);
    archive.close();
  });

  test.each(["before", "after"])("a process killed right %s a chunk is listed lists nothing of it", async (when) => {
    const from = (file: string): string => JSON.stringify(new URL(file, import.meta.url).href);
    // In a process of its own, with everything real but the moment of its end.
    const script = `
      const { ForecastArchive } = await import(${from("forecast-archive.ts")});
      const { CacheIndex } = await import(${from("cache-index.ts")});
      const { Bitmap, ChunkLayout } = await import(${from("../../engine/cache/index.ts")});
      const { putChunk } = CacheIndex.prototype;
      CacheIndex.prototype.putChunk = function (...row) {
        if (${JSON.stringify(when)} === "after") putChunk.apply(this, row);
        process.kill(process.pid, "SIGKILL");
      };
      const archive = new ForecastArchive({
        folder: ${JSON.stringify(folder)}, maxBytes: 1e9, maxAnswerBytes: 1e6, layout: new ChunkLayout(10),
        wallNow: Date.now, logger: { info() {}, warn() {}, error() {} }, onGone() {},
        pins: { list: () => [], adopt: () => true, set() {}, forget() {} },
      });
      const present = new Bitmap(1);
      present.set(0);
      const numbers = Float64Array.of(0, 1);
      const shape = { valuesPerForecast: 1, originCount: 1 };
      await archive.write({ columnKey: "k", shape, index: 0, present, values: new Float32Array(1) }, {
        key: "k", model: "tiny", horizonSteps: 1, levels: [0.5], shape, values: { times: numbers, values: numbers },
        entry: { dataset: "d", series: "s", frequency: { unit: "hour", count: 1 }, steps: 2, startMs: 0, endMs: 1 },
      });
    `;
    const { signal, stderr } = spawnSync(process.execPath, ["--input-type=module", "--eval", script], {
      env: { ...process.env, ELECTRON_RUN_AS_NODE: "1" },
      encoding: "utf8",
    });
    expect(signal, stderr).toBe("SIGKILL");
    expect([arrowFiles().length, arrowFiles("series").length]).toEqual([1, 1]);
    const db = new IndexDatabase(join(folder, "v2", "index.sqlite"));
    const rows = ["datasets", "series", "columns", "chunks"].map((table) => db.all(`select * from ${table}`).length);
    expect(rows).toEqual([0, 0, 0, 0]);
    db.close();
    // What it wrote is swept once no other process can be about to list it.
    const { archive, clock } = createArchive();
    clock.ms = Date.now() + 60 * 60_000;
    expect(await archive.sweep()).toBe(2);
    archive.close();
  });

  test("an index that refuses a chunk keeps neither its column nor its series, and no file stays", async () => {
    const column = columnOf("d");
    const { archive } = createArchive();
    const db = new IndexDatabase(join(folder, "v2", "index.sqlite"));
    db.exec("create trigger refuse before insert on chunks begin select raise(abort, 'refused'); end");
    await expect(archive.write(chunkOf(column.key, 1, [0]), column)).rejects.toThrow("refused");
    expect(["datasets", "series", "columns"].map((table) => db.all(`select * from ${table}`))).toEqual([[], [], []]);
    expect([...arrowFiles(), ...arrowFiles("series")]).toEqual([]);
    db.exec("drop trigger refuse");
    db.close();
    await archive.write(chunkOf(column.key, 1, [0]), column);
    expect(archive.info()).toMatchObject({ datasets: 1, forecasts: 1, files: 2 });
    archive.close();
  });

  test("sweeps files that a killed process left behind, and only those", async () => {
    const column = columnOf("d");
    const { archive, clock } = createArchive();
    await archive.write(chunkOf(column.key, 0, [0]), column);
    const [known = ""] = arrowFiles();
    writeFileSync(`${known}.part`, "half");
    writeFileSync(known.replace("0-", "9-"), "orphan");
    clock.ms = Date.now();
    expect(await archive.sweep()).toBe(0);
    clock.ms = Date.now() + 60 * 60_000;
    expect(await archive.sweep()).toBe(2);
    expect((await archive.read(column.key, shape, 0))?.present.count).toBe(1);
    archive.close();
  });

  test("sweeps what another layout left, and what a smaller budget has no room for", async () => {
    const column = columnOf("d");
    const first = createArchive().archive;
    for (let index = 0; index < 5; index += 1) await first.write(chunkOf(column.key, index, [0]), column);
    const { bytes } = first.info();
    first.close();
    mkdirSync(join(folder, "v1", "forecasts"), { recursive: true });
    writeFileSync(join(folder, "v1", "forecasts", "old.arrow"), "old");
    const { archive } = createArchive({ maxBytes: bytes / 2 });
    await archive.sweep();
    expect(archive.info().bytes).toBeLessThanOrEqual(bytes / 2);
    expect(archive.info().forecasts).toBeGreaterThan(0);
    expect(archive.evicted).toBeGreaterThan(0);
    expect(existsSync(join(folder, "v1"))).toBe(false);
    archive.close();
  });

  test("offers series on the same grid that overlap, the same name first", async () => {
    const { archive } = createArchive();
    const [a, b] = [columnOf("a"), columnOf("b")];
    const daily = {
      ...columnOf("daily"),
      entry: { ...columnOf("daily").entry, frequency: { unit: "day", count: 1 } as const },
    };
    const renamed = { ...b, entry: { ...b.entry, series: "t" } };
    for (const column of [a, renamed, daily]) await archive.write(chunkOf(column.key, 0, [0]), column);
    const found = archive.candidates(columnOf("new").entry);
    expect(found.map(({ dataset, series }) => `${dataset}/${series}`)).toEqual(["a/s", "b/t"]);
    expect(await archive.values(found[0] as (typeof found)[number])).toEqual(a.values);
    expect(archive.candidates({ ...a.entry, startMs: 1e12, endMs: 2e12 })).toEqual([]);
    // Of a file of thousands of series each would be compared with the others, which it shares nothing with.
    expect(
      archive.candidates({ ...a.entry, series: "another of the same file" }).map(({ dataset }) => dataset),
    ).toEqual(["b"]);
    archive.close();
  });
});

describe("a cache of another layout", () => {
  test("is never read, however sound its files are, and an older one is swept away", async () => {
    const column = columnOf("h");
    const before = createArchive().archive;
    await before.write(chunkOf(column.key, 1, [0, 3]), column);
    before.close();
    renameSync(join(folder, "v2"), join(folder, "v1"));
    const later = join(folder, "v3");
    mkdirSync(later);
    writeFileSync(join(later, "index.sqlite"), "of a version to come");

    const { archive } = createArchive();
    expect(archive.present(column.key, shape)).toEqual([]);
    expect(await archive.read(column.key, shape, 1)).toBeNull();
    expect(archive.candidates(columnOf("other").entry)).toEqual([]);
    expect([archive.info(), await archive.verify()]).toMatchObject([
      { datasets: 0, files: 0, problem: null },
      { files: 0 },
    ]);
    await archive.sweep();
    expect(readdirSync(folder).sort()).toEqual(["v2", "v3"]);
    expect(readFileSync(join(later, "index.sqlite"), "utf8")).toBe("of a version to come");
    archive.close();
  });
});
