import { createHash } from "node:crypto";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { migrations } from "./index.ts";

/** Taken when each was released. A file of a user's has gone through exactly this text. */
const released = [
  ["import-presets", "7a6ca1b8439c1cc0"],
  ["dataset-pins", "6d3d5fa5cb74bde6"],
  ["adopted-methods", "ab3b8d09b9bc0af0"],
  ["corrections", "24c8b1369f162260"],
  ["forecast-records", "1e6b40b0213cf271"],
  ["sessions", "2ca5c7dcf8dc6b04"],
  ["report-texts", "226a733d60682ad4"],
  ["records-of-corrected-series", "119dec090b7bc9f3"],
  ["thresholds", "32b75eed5047c302"],
  ["influences", "facb28e87179dfd2"],
  ["scenarios", "705266d640bb1ea8"],
];

test("a migration that was released never changes", () => {
  const known = migrations.map(({ name, sql }) => [name, createHash("sha256").update(sql).digest("hex").slice(0, 16)]);
  expect(known).toEqual(released);
});

test("each migration is a file whose number is its place in the list", () => {
  const files = readdirSync(join(import.meta.dirname)).filter((file) => /^\d/.test(file));
  const names = migrations.map(({ name }, index) => `${String(index + 1).padStart(4, "0")}-${name}.ts`);
  expect(files.sort()).toEqual(names);
});
