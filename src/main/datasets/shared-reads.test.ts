import { linkSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { EngineError } from "#domain/errors";
import { SharedReads } from "./shared-reads.ts";

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "fantail-reads-"));
  file = join(folder, "a.csv");
  writeFileSync(file, "a\n1\n");
});
afterEach(() => rmSync(folder, { recursive: true }));

function setUp() {
  const reads = new SharedReads<string, number>();
  const begun: { signal: AbortSignal; onProgress: (share: number) => void; end: PromiseWithResolvers<string> }[] = [];
  const read = (path: string, how = "", reader: { signal?: AbortSignal; onProgress?: (share: number) => void } = {}) =>
    reads.read(path, how, reader, (shared) => {
      const end = Promise.withResolvers<string>();
      begun.push({ ...shared, end });
      return end.promise;
    });
  const until = (count: number) => vi.waitFor(() => expect(begun).toHaveLength(count));
  /** So many wait for the first reading, which tells each of them. */
  const joined = async (count: number, heard: readonly unknown[]) => {
    await until(1);
    await vi.waitFor(() => {
      const before = heard.length;
      begun[0]?.onProgress(0.5);
      expect(heard.length - before).toBe(count);
    });
  };
  return { read, begun, until, joined };
}

test("one file that many wait for is read once, and all hear of it", async () => {
  const { read, begun, joined } = setUp();
  const other = join(folder, "other-name.csv");
  linkSync(file, other);
  const heard: number[] = [];
  const all = Array.from({ length: 10 }, (_, window) =>
    read(window === 3 ? other : file, "", { onProgress: (share) => void heard.push(share) }),
  );
  await joined(10, heard);
  begun[0]?.end.resolve("read");
  expect(await Promise.all(all)).toEqual(new Array(10).fill("read"));
  expect(begun).toHaveLength(1);
});

test("read another way, or changed since, it is read again", async () => {
  const { read, begun, until } = setUp();
  const first = [read(file), read(file, "with a comma")];
  await until(2);
  writeFileSync(file, "a\n1\n2\n");
  const last = read(file);
  await until(3);
  for (const [index, { end }] of begun.entries()) end.resolve(String(index));
  expect(await Promise.all([...first, last])).toHaveLength(3);
  const after = read(file);
  await until(4);
  begun[3]?.end.resolve("anew");
  expect(await after).toBe("anew");
});

test("whoever gives up leaves alone; with the last of them the reading ends", async () => {
  const { read, begun, joined } = setUp();
  const [one, two] = [new AbortController(), new AbortController()];
  const heard: number[] = [];
  const onProgress = (share: number): void => void heard.push(share);
  const left = read(file, "", { signal: one.signal, onProgress });
  const stays = read(file, "", { signal: two.signal, onProgress });
  await joined(2, heard);
  one.abort();
  await expect(left).rejects.toMatchObject({ code: "cancelled" });
  expect(begun[0]?.signal.aborted).toBe(false);
  two.abort();
  await expect(stays).rejects.toMatchObject({ code: "cancelled" });
  expect(begun[0]?.signal.aborted).toBe(true);
});

test("what is wrong with a file is said to all who wait for it", async () => {
  const { read, begun, joined } = setUp();
  const missing = join(folder, "nowhere.csv");
  const heard: number[] = [];
  const onProgress = (share: number): void => void heard.push(share);
  const all = [read(missing, "", { onProgress }), read(missing, "", { onProgress })];
  await joined(2, heard);
  begun[0]?.end.reject(new EngineError("file-unreadable", "It is not there."));
  for (const one of all) await expect(one).rejects.toMatchObject({ message: "It is not there." });
});
