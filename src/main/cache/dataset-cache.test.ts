import { createHash } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { CachedFile } from "#contract/worker";
import { ChunkLayout } from "#engine/cache";
import { DiskNotice } from "./disk-notice.ts";
import { ForecastArchive } from "./forecast-archive.ts";
import { pinsInMemory } from "./pin-fixtures.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "fantail-cached-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function open(maxBytes = 1e9) {
  const clock = { ms: 1_000_000 };
  const said: string[] = [];
  const archive = new ForecastArchive({
    folder,
    maxBytes,
    maxAnswerBytes: 1e6,
    layout: new ChunkLayout(10),
    wallNow: () => (clock.ms += 1000),
    logger: { info: () => undefined, warn: () => undefined, error: () => undefined },
    onGone: () => undefined,
    pins: pinsInMemory(),
    notice: new DiskNotice((message) => said.push(message)),
  });
  if (archive.datasets === null) throw new Error("the archive is open");
  return { archive, datasets: archive.datasets, clock, said };
}

/** As an ingest process writes one. */
function written(name: string, source = "a,b\n1,2\n", bytes = 1000): { entry: CachedFile; source: string } {
  const content = Buffer.alloc(bytes, name);
  const root = join(folder, "v2", "datasets");
  mkdirSync(root, { recursive: true });
  writeFileSync(join(root, `${name}.arrow`), content);
  const path = join(folder, `${name}.csv`);
  writeFileSync(path, source);
  const sha256 = createHash("sha256").update(content).digest("hex");
  return {
    source: path,
    entry: {
      key: `key-${name}`,
      handle: `handle-${name}`,
      sourceBytes: Buffer.byteLength(source),
      file: `${name}.arrow`,
      bytes,
      sha256,
    },
  };
}

const files = (): string[] => readdirSync(join(folder, "v2", "datasets")).sort();

test("a dataset that was written is offered for files of its source's size, after a restart too", async () => {
  const first = open();
  const { entry, source } = written("a");
  await first.datasets.add(entry);
  first.archive.close();
  const { datasets, archive } = open();
  expect(await datasets.candidates(source)).toEqual([entry]);
  writeFileSync(source, "a,b\n1,2\n3,4\n");
  expect(await datasets.candidates(source)).toEqual([]);
  expect(await datasets.candidates(join(folder, "nowhere.csv"))).toEqual([]);
  expect(archive.info()).toMatchObject({
    bytes: 1000,
    files: 1,
    datasets: 1,
    tiers: { datasets: { items: 1, bytes: 1000 } },
  });
  archive.close();
});

test("a newer file for the same key replaces the older one, and the index stays exact", async () => {
  const { datasets, archive } = open();
  const { entry } = written("a");
  await datasets.add(entry);
  const newer = written("b", undefined, 400).entry;
  await datasets.add({ ...newer, key: entry.key, handle: entry.handle });
  expect(files()).toEqual(["b.arrow"]);
  expect(archive.info().bytes).toBe(400);
  archive.close();
});

test("the one used longest ago goes first when room is needed; a pinned one stays, whatever it was pinned for", async () => {
  const { datasets, archive } = open(2500);
  await datasets.add(written("a").entry);
  await datasets.add(written("b").entry);
  datasets.used("key-a");
  await datasets.add(written("c").entry);
  expect(files()).toEqual(["a.arrow", "c.arrow"]);
  expect(archive.pin("handle-a", true)).toBe(true);
  await datasets.add(written("d").entry);
  await datasets.add(written("e").entry);
  expect(files()).toEqual(["a.arrow", "e.arrow"]);
  expect(archive.evicted).toBe(3);
  archive.close();
});

test("a smaller budget applies at once", async () => {
  const { datasets, archive } = open();
  for (const name of ["a", "b", "c"]) await datasets.add(written(name).entry);
  await archive.setMaxBytes(1500);
  expect(files()).toEqual(["c.arrow"]);
  expect(archive.info()).toMatchObject({ bytes: 1000, maxBytes: 1500 });
  archive.close();
});

test("verify finds what is damaged and what is missing; what is refused is moved aside", async () => {
  const { datasets, archive } = open();
  for (const name of ["a", "b", "c"]) await datasets.add(written(name).entry);
  const damaged = join(folder, "v2", "datasets", "a.arrow");
  const bytes = readFileSync(damaged);
  bytes[500] = (bytes[500] ?? 0) ^ 1;
  writeFileSync(damaged, bytes);
  rmSync(join(folder, "v2", "datasets", "b.arrow"));
  expect(await archive.verify()).toEqual({ files: 3, answers: 0, damaged: 1, missing: 1 });
  expect(readdirSync(join(folder, "v2", "quarantine"))).toEqual(["a.arrow"]);
  expect(await archive.verify()).toEqual({ files: 1, answers: 0, damaged: 0, missing: 0 });
  await datasets.refuse({ key: "key-c", file: "c.arrow" }, "damaged");
  expect(existsSync(join(folder, "v2", "quarantine", "c.arrow"))).toBe(true);
  expect(archive.info().files).toBe(0);
  archive.close();
});

test("is listed by the name of its file, and deleted by dataset or all together", async () => {
  const { datasets, archive } = open();
  for (const name of ["a", "b", "c"]) await datasets.add(written(name).entry);
  archive.touchDataset("handle-b", "sales.csv");
  expect((await archive.list())[0]).toMatchObject({
    dataset: "handle-b",
    name: "sales.csv",
    series: 0,
    forecasts: 0,
    bytes: 1000,
  });
  expect(await archive.delete("handle-b")).toBe(1);
  expect(files()).toEqual(["a.arrow", "c.arrow"]);
  expect(await archive.delete()).toBe(2);
  expect(await archive.list()).toEqual([]);
  archive.close();
});

test("without a sound index nothing is offered, nothing fails, and it is said once", async () => {
  const { datasets, archive, said } = open();
  const { entry, source } = written("a");
  await datasets.add(entry);
  archive.close();
  expect(await datasets.candidates(source)).toEqual([]);
  datasets.used(entry.key);
  await datasets.add(written("b").entry);
  datasets.failed({ code: "ENOSPC" });
  expect(said).toEqual(["Forecasts can't be saved to disk. They are shown but not saved for the next start."]);
  expect(files()).toEqual(["a.arrow"]);
});
