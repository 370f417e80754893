import fs from "node:fs";
import { expect, test } from "vitest";
import { inRoot } from "./paths.mjs";

const { packages } = JSON.parse(fs.readFileSync(inRoot("package-lock.json"), "utf8"));

/** Where Node would find `name` from the package at `where`: the nearest node_modules upwards. */
function isLocked(where, name) {
  for (let folder = where; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf("/node_modules/")))) {
    if (`${folder ? `${folder}/` : ""}node_modules/${name}` in packages) return true;
    if (folder === "") return false;
  }
}

test("every platform's variant of a native package is locked", () => {
  // A registry without the newest variant for some platform makes npm leave it out, and then `npm ci` refuses the file.
  const missing = Object.entries(packages).flatMap(([where, { optionalDependencies = {} }]) =>
    Object.keys(optionalDependencies)
      .filter((name) => !isLocked(where, name))
      .map((name) => `${where} needs ${name}`),
  );
  expect(missing).toEqual([]);
});

test("the lock file names no registry and no machine", () => {
  const resolved = Object.values(packages).filter((entry) => entry.resolved !== undefined && !entry.link);
  expect(resolved).toEqual([]);
});
