import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { expect, test } from "vitest";
import { productionFuses, readFuses, setFuses } from "./fuses.mjs";

const sentinel = "dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX";

function executable(...wires) {
  const file = path.join(fs.mkdtempSync(path.join(os.tmpdir(), "fantail-fuses-")), "electron");
  const parts = wires.map((wire) => `code${sentinel}\x01${String.fromCharCode(wire.length)}${wire}more`);
  fs.writeFileSync(file, parts.join(""), "latin1");
  return file;
}

test("what is set is read back, in each half of a file for two processors, and nothing else changes", () => {
  const file = executable("101100011", "101100011");
  setFuses(file);
  expect(readFuses(file)).toEqual([productionFuses, productionFuses]);
  const half = `code${sentinel}\x01\x09000011001more`;
  expect(fs.readFileSync(file, "latin1")).toBe(half + half);
});

test("a fuse that this version of Electron took away is said to be gone", () => {
  expect(readFuses(executable("r01100011"))[0].runAsNode).toBe("removed");
});

test("a fuse that nobody decided on stops the build, and the file stays as it is", () => {
  const file = executable("1011000111");
  expect(() => setFuses(file)).toThrow("Electron has 10 fuses");
  expect(readFuses(file)[0]).toMatchObject({ runAsNode: true, "fuse 9": true });
});

test("a file without fuses is no Electron", () => {
  const file = executable();
  expect(() => setFuses(file)).toThrow("no fuses");
});
