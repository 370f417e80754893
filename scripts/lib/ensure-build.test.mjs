import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { beforeEach, expect, onTestFinished, test } from "vitest";
import { buildInputs } from "./ensure-build.mjs";
import { hashFiles } from "./files.mjs";

let folder;
const stamp = () => hashFiles(folder, buildInputs(folder));
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), "fantail-build-"));
  onTestFinished(() => fs.rmSync(folder, { recursive: true, force: true }));
  fs.mkdirSync(path.join(folder, "src", "main"), { recursive: true });
  fs.writeFileSync(path.join(folder, "src", "main", "index.ts"), "one");
});

test("a changed, an added and a removed source each make the build stale", () => {
  const stamps = [stamp()];
  fs.writeFileSync(path.join(folder, "src", "main", "index.ts"), "two");
  stamps.push(stamp());
  fs.writeFileSync(path.join(folder, "src", "main", "more.ts"), "");
  stamps.push(stamp());
  fs.rmSync(path.join(folder, "src", "main", "index.ts"));
  stamps.push(stamp());
  expect(new Set(stamps).size).toBe(4);
});

test("a moved source makes the build stale although no content changed", () => {
  const before = stamp();
  fs.renameSync(path.join(folder, "src", "main", "index.ts"), path.join(folder, "src", "main", "other.ts"));
  expect(stamp()).not.toBe(before);
});

test("a changed setting makes the build stale", () => {
  const before = stamp();
  fs.writeFileSync(path.join(folder, "electron.vite.config.ts"), "x");
  expect(stamp()).not.toBe(before);
});

test("tests and times do not", () => {
  const before = stamp();
  fs.writeFileSync(path.join(folder, "src", "main", "index.test.ts"), "x");
  fs.utimesSync(path.join(folder, "src", "main", "index.ts"), 1, 1);
  expect(stamp()).toBe(before);
});
