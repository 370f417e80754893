import fs from "node:fs";
import { expect, test } from "vitest";
import { inspectorPorts } from "./development.mjs";
import { inRoot } from "./paths.mjs";

test("the editor can attach to every utility process, each at a port of its own", () => {
  const pairs = inspectorPorts()
    .split(" ")
    .map((pair) => pair.split(":"));
  const workers = fs.globSync("*/entry.ts", { cwd: inRoot("src", "worker") }).map((entry) => entry.split(/[\\/]/)[0]);
  expect(workers.length).toBeGreaterThan(0);
  expect(new Set(pairs.map(([name]) => name.replace(/-\d+$/, "")))).toEqual(new Set(workers));
  // Main's own and the page's.
  const ports = [...pairs.map(([, port]) => port), "9229", "9222"];
  expect(ports).toEqual([...new Set(ports)]);
});
