import fs from "node:fs";
import { expect, test } from "vitest";
import { inRoot } from "./paths.mjs";
import { slowTests } from "./slow-tests.mjs";

test("every test that ready leaves out is there", () => {
  expect(slowTests.filter((file) => !fs.existsSync(inRoot(file)))).toEqual([]);
});
