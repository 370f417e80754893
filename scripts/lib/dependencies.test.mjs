import fs from "node:fs";
import { describe, expect, test } from "vitest";
import { advisoriesIn, packagesOf, problemsOf } from "./dependencies.mjs";
import { inRoot } from "./paths.mjs";

const read = (...names) => JSON.parse(fs.readFileSync(inRoot(...names), "utf8"));

test("every locked package is one that somebody has looked at (npm run audit), and none is known to be vulnerable", () => {
  const problems = problemsOf(
    read("package-lock.json"),
    read("scripts", "dependencies.json"),
    read("package.json").allowScripts,
  );
  expect(problems).toEqual([]);
});

describe("what is found", () => {
  const entry = { version: "1.0.0", license: "MIT", integrity: "sha512-abc" };
  const lock = { packages: { "": {}, "node_modules/a": entry } };
  const snapshot = { audited: null, advisories: [], accepted: [], packages: packagesOf(lock) };
  const withA = (change) => ({ packages: { "": {}, "node_modules/a": { ...entry, ...change } } });
  const known = { id: "GHSA-1", name: "a", versions: ["1.0.0"], severity: "high", title: "reads too much" };

  test.each([
    ["nothing where nothing changed", lock, snapshot, {}, []],
    ["another version", withA({ version: "1.0.1" }), snapshot, {}, [/was 1\.0\.0 .* and is 1\.0\.1/]],
    ["the same version with other content", withA({ integrity: "sha512-other" }), snapshot, {}, [/was 1\.0\.0/]],
    [
      "a package that is new",
      { packages: { ...lock.packages, "node_modules/b": entry } },
      snapshot,
      {},
      [/b .* is new/],
    ],
    ["one that is gone", { packages: { "": {} } }, snapshot, {}, [/a is gone/]],
    [
      "another licence",
      withA({ license: "AGPL-3.0" }),
      snapshot,
      {},
      [/was/, /licence that nobody decided on: AGPL-3\.0/],
    ],
    ["no licence", withA({ license: undefined }), snapshot, {}, [/was/, /decided on: none/]],
    ["no hash", withA({ integrity: undefined }), snapshot, {}, [/was/, /no hash/]],
    ["a script at the installation", withA({ hasInstallScript: true }), snapshot, {}, [/was/, /would run a script/]],
    ["a script that is not run", withA({ hasInstallScript: true }), snapshot, { a: false }, [/was/]],
    ["an advisory", lock, { ...snapshot, advisories: [known] }, {}, [/vulnerable \(high\): reads too much/]],
    ["an advisory for another version", lock, { ...snapshot, advisories: [{ ...known, versions: ["0.9.0"] }] }, {}, []],
    [
      "an advisory that was accepted with a reason",
      lock,
      { ...snapshot, advisories: [known], accepted: [{ id: "GHSA-1", reason: "never called" }] },
      {},
      [],
    ],
  ])("%s", (_what, locked, seen, scripts, expected) => {
    const problems = problemsOf(locked, seen, scripts);
    expect(problems).toHaveLength(expected.length);
    for (const [at, words] of expected.entries()) expect(problems[at]).toMatch(words);
  });

  test("advisories of the registry name the versions that are locked; no answer is none", () => {
    const cause = {
      source: 7,
      name: "a",
      url: "https://example.org/advisories/GHSA-1",
      severity: "high",
      title: "reads too much",
    };
    const report = { vulnerabilities: { a: { via: [cause, "b"], nodes: ["node_modules/a"] } } };
    expect(advisoriesIn(report, lock)).toEqual([known]);
    expect(advisoriesIn({ vulnerabilities: {} }, lock)).toEqual([]);
    expect(advisoriesIn({ message: "405 Method Not Allowed" }, lock)).toBeNull();
    expect(advisoriesIn(null, lock)).toBeNull();
  });
});
