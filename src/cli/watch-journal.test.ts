import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { lockFile, type WatchedFile, WatchJournal } from "./watch-journal.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "fantail-journal-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const open = (input = "/in", onDamaged: (aside: string) => void = () => undefined) =>
  new WatchJournal(join(folder, ".fantail-watch", "journal.sqlite"), input, () => 7, onDamaged);
const file: WatchedFile = {
  ...{ name: "a.csv", size: 3, mtimeMs: 1_700_000_000_000.25, sha256: "f", state: "failing", attempts: 2, dueMs: 9 },
  outputs: ["a.csv.forecast.csv"],
  failure: { error: { code: "bad-number", message: "No.", row: 3 }, aside: "a.csv" },
};

test("what was put is there after a restart, as it was", () => {
  const first = open();
  first.put(file);
  first.put({ ...file, name: "b.csv", state: "done", failure: null });
  first.close();
  const second = open();
  expect(second.get("a.csv")).toEqual(file);
  expect(second.in("failing", "written")).toEqual([file]);
  second.forget("a.csv");
  expect(second.get("a.csv")).toBeNull();
  second.close();
});

test("a folder has one watch, and a lock ends with whoever had it", () => {
  const first = open();
  expect(() => open()).toThrow(/Another "fantail watch" is at work/);
  first.close();
  open().close();
  const path = join(folder, ".fantail-watch.lock");
  const lock = lockFile(path, folder);
  expect(() => lockFile(path, folder)).toThrow(/at work/);
  lock.close();
  lockFile(path, folder).close();
});

test("an output folder is of one input folder", () => {
  open().close();
  expect(() => open("/other")).toThrow("has the forecasts of another folder: /in");
  open().close();
});

test("a damaged journal is set aside and begun anew", () => {
  const first = open();
  first.put(file);
  first.close();
  const path = join(folder, ".fantail-watch", "journal.sqlite");
  writeFileSync(path, "no database at all, and long enough to have a header of its own kind");
  const aside: string[] = [];
  const second = open("/in", (where) => aside.push(where));
  expect(second.get("a.csv")).toBeNull();
  second.close();
  expect(aside).toEqual([`${path}.damaged-7`]);
  expect(readdirSync(join(folder, ".fantail-watch"))).toEqual(["journal.sqlite", "journal.sqlite.damaged-7"]);
});
