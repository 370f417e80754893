import { expect, test } from "vitest";
import { missingPackages } from "./needs.mjs";

test("what the tests of packages need is named by the package that brings it, once", () => {
  expect(missingPackages(["windows"], (program) => program !== "msiinfo" && program !== "wine")).toEqual([
    "msitools",
    "wine",
  ]);
  expect(missingPackages(["linux", "windows"], () => true)).toEqual([]);
});
