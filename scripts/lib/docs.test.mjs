import fs from "node:fs";
import { expect, test } from "vitest";
import { inRoot } from "./paths.mjs";

/** Files and folders of ours as the documents name them: between backticks, from the root; with wildcards they are patterns. */
const ourPath = /`((?:src|scripts|bench|e2e|docs|models|training|samples|build)\/[\w./*{},-]+)`/g;

/** @param {string} file */
function pathsIn(file) {
  return [...fs.readFileSync(inRoot(file), "utf8").matchAll(ourPath)].map(([, path]) => path);
}

const documents = fs.globSync(["*.md", "docs/**/*.md", "scripts/*.md", "bench/*.md", "e2e/*.md"], { cwd: inRoot() });

// What a changelog tells of was true of its version; an upper-case name stands for one of the reader's own.
test.each(documents.filter((file) => file !== "CHANGELOG.md"))("%s names files that are there", (file) => {
  const missing = pathsIn(file).filter(
    (path) => !/[A-Z]{3}/.test(path) && fs.globSync(path.replace(/\/$/, ""), { cwd: inRoot() }).length === 0,
  );
  expect(missing).toEqual([]);
});

test("the documents are looked at", () => {
  expect(documents).toContain("ARCHITECTURE.md");
  expect(pathsIn("ARCHITECTURE.md").length).toBeGreaterThan(10);
});
