import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { inspectorPorts, inspectorArguments } from "./worker-inspector.ts";

test("a process listens on its own port, and one that lives for a moment on none", () => {
  expect(inspectorArguments("density")).toEqual(["--inspect=127.0.0.1:9233"]);
  expect(inspectorArguments("probe-cpu")).toEqual([]);
});

test("the editor attaches to every port, and to no other", () => {
  const text = readFileSync(join(import.meta.dirname, "../../../.vscode/launch.json"), "utf8");
  const { configurations } = JSON.parse(text.replace(/^\/\/.*$/gm, "")) as { configurations: { port?: number }[] };
  const attached = configurations.flatMap(({ port }) => (port === undefined ? [] : [port]));
  expect(new Set(attached)).toEqual(new Set([9222, 9229, ...Object.values(inspectorPorts)]));
});
