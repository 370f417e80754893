import { describe, expect, test } from "vitest";
import { countPlaywright, countVitest, oneCheck, sum, verdict } from "./test-counts.mjs";

function file(status, ...states) {
  return { status, assertionResults: states.map((state) => ({ status: state })) };
}

describe("countVitest", () => {
  test("adds up the tests of all files", () => {
    const report = { testResults: [file("passed", "passed", "passed"), file("failed", "passed", "failed", "skipped")] };
    expect(countVitest(report, 1)).toEqual({ passed: 3, failed: 1, skipped: 1 });
  });

  test("counts a file that could not be loaded as one failure", () => {
    expect(countVitest({ testResults: [file("failed")] }, 1)).toEqual({ passed: 0, failed: 1, skipped: 0 });
  });

  test("counts a bad exit with only passed tests as one failure", () => {
    expect(countVitest({ testResults: [file("passed", "passed")] }, 1)).toEqual({ passed: 1, failed: 1, skipped: 0 });
  });

  test("counts a missing report as one failure, whatever the exit code says", () => {
    expect(countVitest(null, 0)).toEqual({ passed: 0, failed: 1, skipped: 0 });
  });
});

describe("countPlaywright", () => {
  test("counts a test that passed at the second try as failed", () => {
    const report = { stats: { expected: 4, unexpected: 1, flaky: 1, skipped: 2 }, errors: [] };
    expect(countPlaywright(report, 1)).toEqual({ passed: 4, failed: 2, skipped: 2 });
  });

  test("counts an error outside any test", () => {
    const report = { stats: { expected: 0, unexpected: 0, flaky: 0, skipped: 0 }, errors: [{ message: "no tests" }] };
    expect(countPlaywright(report, 1)).toEqual({ passed: 0, failed: 1, skipped: 0 });
  });

  test("counts a crash without a report as one failure", () => {
    expect(countPlaywright(null, 137)).toEqual({ passed: 0, failed: 1, skipped: 0 });
  });
});

test("the verdict is the sum over all steps", () => {
  const counts = sum([oneCheck(true), oneCheck(false), { passed: 10, failed: 2, skipped: 1 }]);
  expect(verdict(counts)).toBe("11 passed, 3 failed");
});
