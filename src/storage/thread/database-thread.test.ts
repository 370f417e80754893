import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeEach, expect, test } from "vitest";
import { SqliteConnection } from "#storage/database";
import { DatabaseThread } from "./index.ts";

const entry = join(import.meta.dirname, "..", "..", "worker", "database", "entry.ts");
const folder = mkdtempSync(join(tmpdir(), "fantail-thread-"));
let thread: DatabaseThread;
beforeEach(() => {
  thread = new DatabaseThread(entry);
});
afterEach(() => thread.stop());
afterAll(() => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }));

let files = 0;
function newFile(): string {
  const path = join(folder, `${(files += 1)}.sqlite`);
  const db = new SqliteConnection(path, "pragma journal_mode = wal");
  db.exec("create table notes (text text unique, blob blob) strict");
  db.run("insert into notes values (?, ?)", "first", Uint8Array.of(1, 2));
  db.close();
  return path;
}

test("what others write is read, in the order of the questions", async () => {
  const path = newFile();
  const distant = thread.on(path);
  const read = (text: string) => distant.all("select * from notes where text > ?", text);
  expect(await read("")).toEqual([{ text: "first", blob: Uint8Array.of(1, 2) }]);
  const writer = new SqliteConnection(path, "");
  writer.run("insert into notes values (?, ?)", "second", null);
  writer.close();
  expect(await Promise.all([read("g"), read("z")])).toEqual([[{ text: "second", blob: null }], []]);
  await distant.close();
  expect(await read("g")).toHaveLength(1);
});

test("what fails says why and leaves the thread as it was; nothing is written", async () => {
  const distant = thread.on(newFile());
  await expect(distant.all("delete from notes")).rejects.toThrow(/readonly/);
  await expect(distant.all("select * from absent")).rejects.toThrow(/no such table/);
  expect(await distant.all("select count(*) as n from notes")).toEqual([{ n: 1 }]);
  expect(thread.health()).toEqual({ state: "ready", pid: null, restarts: 0 });
});

test("a file is sound, damaged, or not there, which nobody makes it", async () => {
  const path = newFile();
  const damaged = join(folder, "damaged.sqlite");
  writeFileSync(damaged, Buffer.alloc(8192, 7));
  const missing = join(folder, "missing.sqlite");
  expect(await Promise.all([path, damaged, missing].map((file) => thread.isSound(file)))).toEqual([true, false, true]);
  await expect(thread.on(missing).all("select 1")).rejects.toThrow("not there");
  expect(await thread.isSound(missing)).toBe(true);
});

test("a thread that ends fails what it was asked, and the next question starts another", async () => {
  const path = newFile();
  const distant = thread.on(path);
  expect(await distant.all("select text from notes")).toEqual([{ text: "first" }]);
  // Long enough not to be answered before the thread is told to end.
  const asked = distant.all(
    "with recursive steps(n) as (select 1 union all select n + 1 from steps where n < 3000000) select count(*) from steps",
  );
  await Promise.all([expect(asked).rejects.toThrow("the database's thread ended"), thread.stop()]);
  expect(thread.health().state).toBe("stopped");
  expect(await distant.all("select text from notes")).toEqual([{ text: "first" }]);
  expect(thread.health().restarts).toBe(1);
});
