import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { errorCodes } from "#domain/errors";
import { exitCodeOf } from "./exit-codes.ts";

test("every error leaves the command line with a code other than success", () => {
  for (const code of errorCodes) expect(exitCodeOf(code), code).toBeGreaterThan(0);
});

test("administrators find every error code, with its exit code", () => {
  const page = new URL("../../docs/admin/troubleshooting.md", import.meta.url);
  const rows = readFileSync(page, "utf8").matchAll(/^\| `([a-z-]+)` \| (\d+) \| [^|]{10,} \|/gm);
  const told = new Map(Array.from(rows, ([, code = "", exit]) => [code, Number(exit)]));
  expect(Object.fromEntries(told)).toEqual(Object.fromEntries(errorCodes.map((code) => [code, exitCodeOf(code)])));
});
