import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { beforeEach, expect, onTestFinished, test } from "vitest";
import { checkBundles, importedBy } from "./check-bundles.mjs";

let out;
function write(name, content) {
  const file = path.join(out, name);
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, content);
}

beforeEach(() => {
  out = fs.mkdtempSync(path.join(os.tmpdir(), "fantail-out-"));
  onTestFinished(() => fs.rmSync(out, { recursive: true, force: true }));
  write("main/index.js", 'import{app}from"electron";import"./chunks/shared.js";');
  write("main/ingest.js", 'import { x } from "./chunks/shared.js";');
  write("main/chunks/shared.js", 'import fs from "node:fs";export const x=fs;');
  write("preload/index.cjs", 'const e=require("electron");');
  write("renderer/index.html", "");
  write("renderer/assets/index.js", "let a=1;");
});

test("finds every way to name a module", () => {
  const code = 'import a from"a";import"b";export*from "c";await import("d");require(`e`)';
  expect(importedBy(code).sort()).toEqual(["a", "b", "c", "d", "e"]);
});

test("passes bundles that keep to their process", () => {
  expect(checkBundles(out)).toEqual([]);
});

test("finds electron in a chunk that a utility process shares with main", () => {
  write("main/chunks/shared.js", 'import{app}from"electron";export const x=app;');
  expect(checkBundles(out)).toEqual([
    `the utility process main/ingest.js imports electron (in ${path.join("main", "chunks", "shared.js")})`,
  ]);
});

test("finds a native package that main would load through a chunk", () => {
  write("main/chunks/shared.js", 'import{Tensor}from"onnxruntime-node";');
  expect(checkBundles(out)).toEqual(["the main process loads onnxruntime-node; only utility processes may"]);
});

test("finds a preload that needs more than electron, and a window that needs Node", () => {
  write("preload/index.cjs", 'const e=require("electron");const f=require("./chunks/x.cjs");');
  write("renderer/assets/index.js", 'import fs from"node:fs";');
  expect(checkBundles(out)).toHaveLength(2);
});

test("finds a missing bundle", () => {
  fs.rmSync(path.join(out, "preload"), { recursive: true });
  expect(checkBundles(out)).toEqual([`${path.join("preload", "index.cjs")} was not built`]);
});
