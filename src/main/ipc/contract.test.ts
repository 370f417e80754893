import { expect, expectTypeOf, test } from "vitest";
import { errorCodes, type AppError, type ErrorCode as ContractErrorCode } from "#contract/data";
import type { ErrorCode, PlainError } from "#engine/errors";
import { exitCodeOf } from "../../cli/index.ts";

test("the contract and the engine know the same errors", () => {
  expectTypeOf<ErrorCode>().toEqualTypeOf<ContractErrorCode>();
  expectTypeOf<PlainError>().toExtend<AppError>();
});

test("every error leaves the command line with a code other than success", () => {
  for (const code of errorCodes) expect(exitCodeOf(code), code).toBeGreaterThan(0);
});
