import { expect, test } from "vitest";
import { isOldNode } from "./require-node.mjs";

test("Node is old below the minimum and fine from it on", () => {
  expect(["14.21.3", "18.20.8", "20.9.0", "20.18.3"].map(isOldNode)).toEqual([true, true, true, true]);
  expect(["20.19.0", "20.20.2", "22.0.0", "24.18.0"].map(isOldNode)).toEqual([false, false, false, false]);
});
