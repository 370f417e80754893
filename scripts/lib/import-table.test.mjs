import fs from "node:fs";
import { expect, test } from "vitest";
import { importTable, places } from "./import-table.mjs";
import { lintText } from "./lint-rules.mjs";
import { inRoot } from "./paths.mjs";
import { findCircle } from "./room-graph.mjs";

test(".oxlintrc.json is what the table says", () => {
  expect(fs.readFileSync(inRoot(".oxlintrc.json"), "utf8")).toBe(lintText());
});

test("every row's folder or file exists", () => {
  const missing = places().filter((place) => fs.globSync(place, { cwd: inRoot() }).length === 0);
  expect(missing).toEqual([]);
});

test("every folder of sources has a row", () => {
  const folders = fs.globSync("src/*/*/", { cwd: inRoot() }).map((folder) => folder.replace(/\/$/, ""));
  expect(
    folders.filter((folder) => !Object.keys(importTable).some((place) => `${folder}/`.startsWith(`${place}/`))),
  ).toEqual([]);
});

test("a circle between rooms is found, and where there is none nothing is", () => {
  const tree = new Map([
    ["a", new Set(["b", "c"])],
    ["b", new Set(["c"])],
    ["c", new Set([])],
  ]);
  expect(findCircle(tree)).toBeNull();
  expect(findCircle(new Map([...tree, ["c", new Set(["a"])]]))).toEqual(["a", "b", "c", "a"]);
});
