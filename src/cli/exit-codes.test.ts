import { expect, test } from "vitest";
import { errorCodes } from "#domain/errors";
import { exitCodeOf } from "./exit-codes.ts";

test("every error leaves the command line with a code other than success", () => {
  for (const code of errorCodes) expect(exitCodeOf(code), code).toBeGreaterThan(0);
});
