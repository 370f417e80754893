import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setImmediate as turn } from "node:timers/promises";
import { afterEach, beforeEach, expect, test } from "vitest";
import { readChecked, writeChecked } from "./checked-file.ts";

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "fantail-checked-"));
});
afterEach(() => rmSync(root, { recursive: true }));

test("a file has its name only once it is whole", async () => {
  const bytes = new Uint8Array(32 * 1024 * 1024).fill(7);
  mkdirSync(join(root, "series"));
  let isWritten = false;
  const writing = writeChecked(root, "series", "s", bytes).finally(() => (isWritten = true));
  const seen = new Set<string>();
  const sizes = new Set<number>();
  while (!isWritten) {
    for (const name of readdirSync(join(root, "series"))) {
      const size = statSync(join(root, "series", name), { throwIfNoEntry: false })?.size;
      if (size !== undefined && name.endsWith(".arrow")) sizes.add(size);
      seen.add(name.slice(name.indexOf(".")));
    }
    await turn();
  }
  for (const size of sizes) expect(size).toBe(bytes.length);
  expect(seen).toContain(".arrow.part");
  expect(readdirSync(join(root, "series"))).toEqual([expect.stringMatching(/^s-[0-9a-f]{8}\.arrow$/)]);
  expect(await readChecked(root, await writing)).toHaveLength(bytes.length);
});

test("a file that can't be written leaves nothing behind", async () => {
  // A file stands where the folder should be.
  await writeChecked(root, ".", "s", Uint8Array.of(1));
  const [name = ""] = readdirSync(root);
  await expect(writeChecked(root, name, "t", Uint8Array.of(1))).rejects.toMatchObject({
    code: expect.stringMatching(/ENOTDIR|EEXIST/),
  });
  expect(readdirSync(root)).toEqual([name]);
});

test("a folder that is not there, or is gone again, is made", async () => {
  for (const byte of [1, 2]) {
    const written = await writeChecked(root, "forecasts/a", "s", Uint8Array.of(byte));
    expect(await readChecked(root, written)).toEqual(Buffer.of(byte));
    rmSync(join(root, "forecasts"), { recursive: true });
  }
});
