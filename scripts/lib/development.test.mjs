import fs from "node:fs";
import { expect, test } from "vitest";
import { inspectorPorts } from "./development.mjs";
import { inRoot } from "./paths.mjs";

test("the editor can attach to every utility process, each at a port of its own", () => {
  const pairs = inspectorPorts()
    .split(" ")
    .map((pair) => pair.split(":"));
  // A thread is reached through the process that it belongs to.
  const isThread = (entry) => fs.readFileSync(inRoot("src", "worker", entry), "utf8").includes("node:worker_threads");
  const entries = fs.globSync("*/entry.ts", { cwd: inRoot("src", "worker") }).filter((entry) => !isThread(entry));
  const workers = entries.map((entry) => entry.split(/[\\/]/)[0]);
  expect(workers.length).toBeGreaterThan(0);
  expect(new Set(pairs.map(([name]) => name.replace(/-\d+$/, "")))).toEqual(new Set(workers));
  // Main's own and the page's.
  const ports = [...pairs.map(([, port]) => port), "9229", "9222"];
  expect(ports).toEqual([...new Set(ports)]);
});
