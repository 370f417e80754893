import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { KeptDatasets } from "./kept-datasets.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "fantail-kept-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function keep(handle: string, { isSound = true } = {}): void {
  const content = Buffer.from(`content of ${handle}`);
  const sum = createHash("sha256").update(isSound ? content : "something else").digest();
  writeFileSync(join(folder, `12-key-${handle}.dataset`), Buffer.concat([content, sum]));
}

test("files are counted, and deleted by dataset or all together", async () => {
  const kept = new KeptDatasets(folder);
  for (const handle of ["aa", "bb", "cc"]) keep(handle);
  expect(kept.info()).toEqual({ keptFiles: 3, keptBytes: 3 * (13 + 32) });
  expect(await kept.delete("bb")).toBe(1);
  expect(await kept.delete()).toBe(2);
  expect(kept.info()).toEqual({ keptFiles: 0, keptBytes: 0 });
});

test("a damaged or empty file is found and moved aside", async () => {
  const kept = new KeptDatasets(folder);
  keep("aa");
  keep("bb", { isSound: false });
  writeFileSync(join(folder, "12-key-cc.dataset"), "");
  expect(await kept.verify()).toEqual({ files: 3, damaged: 2 });
  expect(readdirSync(join(folder, "quarantine")).length).toBe(2);
  expect(await kept.verify()).toEqual({ files: 1, damaged: 0 });
});

test("a folder that is not there holds nothing", async () => {
  rmSync(folder, { recursive: true });
  const kept = new KeptDatasets(folder);
  expect(kept.info().keptFiles).toBe(0);
  expect(await kept.delete()).toBe(0);
  expect(await kept.verify()).toEqual({ files: 0, damaged: 0 });
  mkdirSync(folder);
});
