import { expect, test } from "vitest";
import { inspectorArguments } from "./worker-inspector.ts";

test.each([
  ["density", ["--inspect=127.0.0.1:9233"]],
  ["inference", ["--inspect=127.0.0.1:9231"]],
  ["inference-1", ["--inspect=127.0.0.1:9231"]],
  ["inference-2", ["--inspect=127.0.0.1:9232"]],
  ["inference-3", []],
  ["probe-cpu", []],
])("the process %s listens on its own port, or on none", (name, expected) => {
  expect(inspectorArguments("inference:9231 inference-2:9232 density:9233", name)).toEqual(expected);
  expect(inspectorArguments("", name)).toEqual([]);
});
