import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { markOf, ReplacedArchive, type FileMark } from "./replaced-archive.ts";

test("an update is told once, and not while nothing is in place", () => {
  let mark: FileMark = "old";
  const archive = new ReplacedArchive(() => mark);
  expect(archive.isNews()).toBe(false);
  mark = null;
  expect(archive.isNews()).toBe(false);
  mark = "new";
  expect([archive.isNews(), archive.isNews()]).toEqual([true, false]);
});

/** Electron's Node takes a name that ends in .asar for an archive, which these files are not. */
function asFile(work: () => void): void {
  process.noAsar = true;
  work();
  process.noAsar = false;
}

test("an archive that is written anew under its name has another mark", () => {
  const folder = mkdtempSync(join(tmpdir(), "fantail-archive-"));
  const file = join(folder, "app.asar");
  asFile(() => writeFileSync(file, "one"));
  const before = markOf(file);
  expect(markOf(file)).toBe(before);
  asFile(() => rmSync(file));
  expect(markOf(file)).toBe(null);
  asFile(() => writeFileSync(file, "other"));
  expect(markOf(file)).not.toBe(before);
  asFile(() => rmSync(folder, { recursive: true }));
});
