import fs from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { importTable, places } from "./import-table.mjs";
import { lintText } from "./lint-rules.mjs";
import { inRoot } from "./paths.mjs";
import { findCircle, roomGraph } from "./room-graph.mjs";

test(".oxlintrc.json is what the table says", () => {
  expect(fs.readFileSync(inRoot(".oxlintrc.json"), "utf8")).toBe(lintText());
});

test("every row's folder or file exists", () => {
  const pattern = (place) => (/\.[a-z]+$/.test(place) ? place : `${place}/**/*.*`);
  expect(places().filter((place) => fs.globSync(pattern(place), { cwd: inRoot() }).length === 0)).toEqual([]);
});

test("every folder of sources has a row", () => {
  const folders = new Set(
    fs.globSync("src/*/**/*.{ts,tsx}", { cwd: inRoot() }).map((file) => path.posix.dirname(file)),
  );
  const hasRow = (folder) => Object.keys(importTable).some((place) => `${folder}/`.startsWith(`${place}/`));
  expect([...folders].filter((folder) => !["src/main", "src/renderer"].includes(folder) && !hasRow(folder))).toEqual(
    [],
  );
});

test("no row opens a whole runtime, but those of tools around the application", () => {
  const wide = Object.entries(importTable).filter(([place, may]) => place.startsWith("src/") && may.includes("../**"));
  expect(wide.map(([place]) => place)).toEqual([]);
});

test("no circle between rooms", () => {
  expect(findCircle(roomGraph())).toBeNull();
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
