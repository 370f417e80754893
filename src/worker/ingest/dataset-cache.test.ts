import type { IngestedDataset, IngestOptions, ImportPreset } from "#domain/dataset";
import { execFileSync, spawnSync } from "node:child_process";
import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createPackage } from "@electron/asar";
import { tableFromIPC } from "apache-arrow";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import {
  receivedDataset,
  type FromIngest,
  type CacheEvent,
  type CachedFile,
  type PresetOutcome,
} from "#contract/worker";
import { decodeDataset, encodeDataset } from "./arrow.ts";
import { IngestWork } from "./work.ts";

let root = "";
/** The index that main keeps. */
const index = new Map<string, CachedFile>();
let events: CacheEvent[] = [];
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "fantail-cached-"));
  index.clear();
  events = [];
});
afterEach(() => {
  rmSync(root, { recursive: true, force: true });
});

const folder = (): string => join(root, "datasets");
const files = (): string[] =>
  readdirSync(root).includes("datasets") ? readdirSync(folder()).filter((name) => name.endsWith(".arrow")) : [];
const told = (): string[] => events.map(({ what }) => what);

function enter(message: FromIngest): void {
  if (message.type !== "cache") return;
  const { event } = message;
  events.push(event);
  if (event.what === "written") index.set(event.entry.key, event.entry);
  if (event.what === "refused") index.delete(event.key);
}

function rows(count: number, changed = 0): string {
  const lines = Array.from(
    { length: count },
    (_, day) =>
      `${new Date(Date.UTC(2024, 0, 1 + day)).toISOString().slice(0, 10)},${(day * 7) % 23},${day === 3 ? changed : 5 + (day % 7)}`,
  );
  return `date,a,b\n${lines.join("\n")}\n`;
}

/** A file that was last written long ago. */
function written(content: string, name = "a.csv", ageMs = 60_000): string {
  const path = join(root, name);
  writeFileSync(path, content);
  const at = new Date(Date.now() - ageMs);
  utimesSync(path, at, at);
  return path;
}

interface Imported {
  readonly dataset: IngestedDataset | null;
  readonly isCached: boolean;
  readonly preset: PresetOutcome;
}

async function imported(
  path: string,
  {
    options = {},
    presets = [],
    reader = "1",
    maxFileBytes = 1e6,
    isReadOnly = false,
  }: {
    options?: IngestOptions;
    presets?: readonly ImportPreset<IngestOptions>[];
    reader?: string;
    maxFileBytes?: number;
    isReadOnly?: boolean;
  } = {},
): Promise<Imported> {
  const sent: FromIngest[] = [];
  const work = new IngestWork((message) => {
    sent.push(message);
    enter(message);
  }, reader);
  await work.import({
    type: "import",
    id: 1,
    path,
    options,
    presets,
    caching: { folder: folder(), maxFileBytes, known: [...index.values()], isReadOnly },
  });
  await work.settled();
  const last = sent.findLast(({ type }) => type !== "cache");
  if (last?.type !== "done") throw new Error(JSON.stringify(last));
  const columns = sent.flatMap((message) => (message.type === "columns" ? message.columns : []));
  return { dataset: receivedDataset(last.dataset, columns), isCached: last.isCached, preset: last.preset };
}

describe("a file that was read before", () => {
  test("is not parsed again, and gives the same dataset, whatever it is called", async () => {
    // Line 5 leaves its value out, so that there is a NaN and a report to store.
    const content = rows(50).replace(",13,", ",,");
    const first = await imported(written(content));
    const second = await imported(written(content, "copy of a.csv"));
    expect([first.isCached, second.isCached]).toEqual([false, true]);
    expect(second.dataset).toEqual(first.dataset);
    expect(told()).toEqual(["written", "used"]);
  });

  test("is read all the same where it lies in an archive, as the samples do in a package, whose files have no times", async () => {
    mkdirSync(join(root, "samples"));
    writeFileSync(join(root, "samples", "a.csv"), rows(50));
    const archive = join(root, "app.asar");
    await createPackage(join(root, "samples"), archive);
    // Electron reads archives as folders; vitest runs under it.
    expect((await imported(join(archive, "a.csv"))).dataset?.series.length).toBe(2);
    expect([told(), files()]).toEqual([[], []]);
  });

  test("is not cached when it is read for one forecast, and known all the same where it is", async () => {
    const path = written(rows(40));
    expect((await imported(path, { isReadOnly: true })).isCached).toBe(false);
    expect([told(), files()]).toEqual([[], []]);
    await imported(path);
    expect((await imported(path, { isReadOnly: true })).isCached).toBe(true);
    expect(told()).toEqual(["written", "used"]);
  });

  test("is not cached when it would take more than its share", async () => {
    await imported(written(rows(100)), { maxFileBytes: 1000 });
    expect(files()).toEqual([]);
    expect(told()).toEqual([]);
  });

  test.each<[string, (content: string) => [string, Parameters<typeof imported>[1]]]>([
    [
      "one digit is another and the size and times are not",
      (content) => [written(content.replace(",6\n", ",7\n")), {}],
    ],
    ["it has a row more", (content) => [written(`${content}2025-01-01,1,2\n`), {}]],
    ["it is to be read otherwise", (content) => [written(content), { options: { targetColumns: ["b"] } }]],
    ["the reader is another version", (content) => [written(content), { reader: "2" }]],
  ])("is parsed again when %s", async (_, change) => {
    const content = rows(50);
    const first = await imported(written(content));
    const [path, options] = change(content);
    const again = await imported(path, options);
    expect([first.isCached, again.isCached]).toEqual([false, false]);
  });

  test("is not cached when it changed a moment before it was read: it might change again under the same time stamp", async () => {
    await imported(written(rows(20), "fresh.csv", 0));
    expect(files()).toEqual([]);
  });

  test("is not cached when it grew while it was read", async () => {
    const path = written(rows(2000));
    const sent: FromIngest[] = [];
    const work = new IngestWork((message) => {
      if (sent.push(message) === 1) appendFileSync(path, "2030-01-01,1,2\n");
    });
    await work.import({
      type: "import",
      id: 1,
      path,
      options: {},
      caching: { folder: folder(), maxFileBytes: 1e6, known: [] },
    });
    await work.settled();
    expect(sent.at(-1)?.type).toBe("done");
    expect(files()).toEqual([]);
  });
});

describe("a preset for files of a shape", () => {
  const content = rows(50);
  const options = { targetColumns: ["b"] };
  const names = (dataset: IngestedDataset | null): string[] => (dataset?.series ?? []).map(({ id }) => id);
  const shapeOf = async (path: string): Promise<string> => (await imported(path)).dataset?.shape ?? "";

  test("says how such a file is read, as if the user had said so", async () => {
    const path = written(content);
    const shape = await shapeOf(path);
    const { dataset, preset } = await imported(path, { presets: [{ shape, options }], reader: "2" });
    expect(preset).toEqual({ what: "used" });
    expect(dataset).toEqual((await imported(path, { options, reader: "3" })).dataset);
    expect(names(dataset)).toEqual(["b"]);
  });

  test("says nothing of any other", async () => {
    const path = written(content);
    const { dataset, preset } = await imported(path, { presets: [{ shape: "another", options }] });
    expect(preset).toEqual({ what: "none" });
    expect(names(dataset)).toEqual(["a", "b"]);
  });

  test("finds what the user's own choice left in the cache, and the other way round", async () => {
    const path = written(content);
    const shape = await shapeOf(path);
    const chosen = await imported(path, { options });
    const again = await imported(path, { presets: [{ shape, options }] });
    expect(again).toEqual({ dataset: chosen.dataset, isCached: true, preset: { what: "used" } });
    const found = await imported(written(rows(60)), { presets: [{ shape, options }] });
    expect(found.isCached).toBe(false);
    expect((await imported(written(rows(60)), { options })).isCached).toBe(true);
  });

  test("does not let a cached dataset pass that was read without it, or with another shape's", async () => {
    const path = written(content);
    const shape = await shapeOf(path);
    const other = { targetColumns: ["a"] };
    await imported(path, { options: other });
    const presets = [
      { shape: "another", options: other },
      { shape, options },
    ];
    const { dataset, isCached } = await imported(path, { presets });
    expect(isCached).toBe(false);
    expect(names(dataset)).toEqual(["b"]);
    expect((await imported(path, { presets })).isCached).toBe(true);
  });

  test("that does not fit the file gives way to the evidence, and says why", async () => {
    const path = written(content);
    const shape = await shapeOf(path);
    const presets = [{ shape, options: { timezone: "nowhere" } }];
    const { dataset, isCached, preset } = await imported(path, { presets });
    expect(preset).toMatchObject({ what: "failed", problem: expect.stringContaining("nowhere") as unknown });
    expect(names(dataset)).toEqual(["a", "b"]);
    expect(isCached).toBe(true);
  });
});

describe("a cached dataset", () => {
  test.each<[string, (bytes: Buffer) => Buffer]>([
    ["its schema", (bytes) => flipped(bytes, 40)],
    ["its numbers", (bytes) => flipped(bytes, bytes.length >> 1)],
    ["its footer", (bytes) => flipped(bytes, bytes.length - 12)],
    ["its length", (bytes) => bytes.subarray(0, bytes.length - 9)],
    ["everything", () => Buffer.alloc(0)],
  ])("that is damaged in %s is refused, and the file parsed", async (_, damage) => {
    const path = written(rows(50));
    const first = await imported(path);
    const file = join(folder(), files()[0] ?? "");
    writeFileSync(file, damage(readFileSync(file)));
    const again = await imported(path);
    expect(again.isCached).toBe(false);
    expect(again.dataset).toEqual(first.dataset);
    expect(events[1]).toMatchObject({ what: "refused", why: "damaged" });
    expect((await imported(path)).isCached).toBe(true);
  });

  test("that is gone is struck off, and the file parsed", async () => {
    const path = written(rows(50));
    await imported(path);
    rmSync(join(folder(), files()[0] ?? ""));
    expect((await imported(path)).isCached).toBe(false);
    expect(events[1]).toMatchObject({ what: "refused", why: "gone" });
  });

  test("is not taken for another's, whatever the index says", async () => {
    const path = written(rows(50));
    await imported(path);
    await imported(written(rows(50, 9), "b.csv"));
    const [first, second] = [...index.values()];
    if (first === undefined || second === undefined) throw new Error("two were cached");
    index.set(first.key, { ...second, key: first.key });
    expect((await imported(path)).isCached).toBe(false);
    expect(events.at(-2)).toMatchObject({ what: "refused", why: "damaged" });
  });

  test("1,000 random bit flips and truncations never give other numbers", async () => {
    const path = written(rows(200));
    const first = await imported(path);
    const [file] = [...index.values()];
    if (file === undefined) throw new Error("it was cached");
    const sound = readFileSync(join(folder(), file.file));
    const wrong: number[] = [];
    let seed = 11;
    const random = (below: number): number => {
      seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
      return seed % below;
    };
    const { findCached } = await import("./dataset-cache.ts");
    const caching = { folder: folder(), maxFileBytes: 1e6, known: [file], reader: "1" };
    for (let round = 0; round < 1000; round += 1) {
      const damaged =
        round % 2 === 0
          ? flipped(sound, random(sound.length), 1 << random(8))
          : sound.subarray(0, random(sound.length));
      writeFileSync(join(folder(), file.file), damaged);
      if (
        (await findCached(
          path,
          { options: {}, presets: new Map() },
          caching,
          new AbortController().signal,
          () => undefined,
        )) !== null
      )
        wrong.push(round);
    }
    expect(wrong).toEqual([]);
    writeFileSync(join(folder(), file.file), sound);
    expect(
      await findCached(
        path,
        { options: {}, presets: new Map() },
        caching,
        new AbortController().signal,
        () => undefined,
      ),
    ).toEqual(first.dataset);
  });

  test("is not made where the folder can't be written: the file is read all the same", async () => {
    writeFileSync(join(root, "datasets"), "a file where the folder should be");
    expect((await imported(written(rows(20)))).isCached).toBe(false);
    expect(events).toEqual([{ what: "failed", code: expect.stringMatching(/EEXIST|ENOTDIR/) }]);
    rmSync(join(root, "datasets"));
    mkdirSync(join(root, "datasets"));
  });
});

/** Only root may make a file system, and only Linux has such. */
const canMount =
  process.platform === "linux" && process.getuid?.() === 0 && spawnSync("mount", ["--version"]).status === 0;

test.runIf(canMount)(
  "a dataset that a full disk has no room for is answered, said and leaves nothing behind",
  async () => {
    mkdirSync(folder());
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=32k", "tmpfs", folder()]);
    try {
      expect((await imported(written(rows(3000)), { maxFileBytes: 1e9 })).isCached).toBe(false);
      expect(events).toEqual([{ what: "failed", code: "ENOSPC" }]);
      expect(readdirSync(folder())).toEqual([]);
      expect((await imported(written(rows(100), "small.csv"))).isCached).toBe(false);
      expect(told()).toEqual(["failed", "written"]);
    } finally {
      execFileSync("umount", ["-l", folder()]);
    }
  },
);

describe("the Arrow file", () => {
  const number = fc.oneof(fc.double(), fc.constantFrom(Number.NaN, -0, Number.POSITIVE_INFINITY));
  const series = fc.record({
    id: fc.string({ unit: "binary" }),
    values: fc.array(number, { maxLength: 20 }),
    startMs: fc.integer({ min: -8e12, max: 8e12 }),
    sharesGrid: fc.boolean(),
  });

  test("gives back every dataset bit for bit, and shared times are shared again", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(series, { minLength: 1, maxLength: 12 }), async (parts) => {
        const dataset = datasetOf(parts);
        const file = await bytesOf(dataset, "key");
        const again = decodeDataset(file, { key: "key", handle: "handle" });
        expect(again).toEqual(dataset);
        dataset.series.forEach((one, at) => {
          expect(new BigInt64Array(again?.series[at]?.values.buffer ?? new ArrayBuffer(0))).toEqual(
            new BigInt64Array(one.values.buffer),
          );
          expect(again?.series.findIndex(({ times }) => times === again.series[at]?.times)).toBe(
            dataset.series.findIndex(({ times }) => times === one.times),
          );
        });
        expect(decodeDataset(file, { key: "other", handle: "handle" })).toBeNull();
        expect(decodeDataset(file, { key: "key", handle: "other" })).toBeNull();
      }),
      { numRuns: 200 },
    );
  });

  test("is written in several batches when it is large, and small series share one", async () => {
    const large = datasetOf(
      [300_000, 10, 20, 200_000].map((length, at) => ({
        id: `s${at}`,
        values: Array.from({ length }, (_, step) => step / 8),
        startMs: at,
        sharesGrid: false,
      })),
    );
    const file = await bytesOf(large, "k");
    expect(tableFromIPC(file).batches.map(({ numRows }) => numRows)).toEqual([1, 2, 1]);
    expect(decodeDataset(file, { key: "k", handle: "handle" })).toEqual(large);
  });

  test("is an ordinary table to others: a row per series, lists of times and values", async () => {
    const table = tableFromIPC(
      await bytesOf(
        datasetOf([
          { id: "a", values: [1, 2], startMs: 5, sharesGrid: false },
          { id: "b", values: [3, 4], startMs: 5, sharesGrid: true },
        ]),
        "k",
      ),
    );
    expect(table.schema.fields.map(({ name, type }) => `${name}: ${type}`)).toEqual([
      "series: Utf8",
      "grid: Int32",
      "times: List<Timestamp<MILLISECOND>>",
      "values: List<Float64>",
      "about: Utf8",
    ]);
    expect(table.get(0)?.["series"]).toBe("a");
    expect([...(table.get(0)?.["times"] ?? [])]).toEqual([5, 3_600_005]);
    expect(table.get(1)?.["times"]).toBeNull();
    expect([...(table.get(1)?.["values"] ?? [])]).toEqual([3, 4]);
  });

  test("is not made of what JSON would change", () => {
    const dataset = datasetOf([{ id: "a", values: [1], startMs: 0, sharesGrid: false }]);
    const odd = dataset.series.map((one) => ({ ...one, seasonLengths: [Number.NaN] }));
    expect(encodeDataset({ ...dataset, series: odd }, "k")).toBeNull();
  });
});

async function bytesOf(dataset: IngestedDataset, key: string): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  for await (const piece of encodeDataset(dataset, key) ?? []) pieces.push(piece);
  return Buffer.concat(pieces);
}

function datasetOf(
  parts: readonly { id: string; values: number[]; startMs: number; sharesGrid: boolean }[],
): IngestedDataset {
  const grids = new Map<number, Float64Array>();
  return {
    handle: "handle",
    zone: "Europe/Berlin",
    file: {
      encoding: "utf-8",
      delimiter: ",",
      decimal: ".",
      layout: "wide",
      vendor: null,
      dataRows: 1,
      dateOrder: null,
    },
    columns: [],
    series: parts.map(({ id, values, startMs, sharesGrid }) => {
      const known = sharesGrid ? grids.get(values.length) : undefined;
      const times = known ?? Float64Array.from(values, (_, step) => startMs + step * 3_600_000);
      if (!grids.has(values.length)) grids.set(values.length, times);
      return {
        id,
        frequency: { unit: "hour", count: 1 },
        times,
        values: Float64Array.from(values),
        missing: values.filter(Number.isNaN).length,
        seasonLengths: [24],
        isNonNegative: false,
        flags: { steps: {}, total: 0, spans: [] },
      };
    }),
    otherSeries: [],
    repairs: [],
    undone: [],
    warnings: [],
    preview: { rows: [], cellOf: [] },
    tables: null,
    shape: "",
  };
}

function flipped(bytes: Buffer, at: number, mask = 1): Buffer {
  const copy = Buffer.from(bytes);
  copy[at] = (copy[at] ?? 0) ^ mask;
  return copy;
}
