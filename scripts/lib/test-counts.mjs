/** From the reports of the test runners to one pair of numbers. Whatever went wrong without a name is a failure, too. */

/** @typedef {{ passed: number, failed: number, skipped: number }} Counts */

/** @type {Counts} */
export const none = { passed: 0, failed: 0, skipped: 0 };

/** @returns {Counts} one check that has no parts */
export function oneCheck(ok) {
  return { ...none, [ok ? "passed" : "failed"]: 1 };
}

/** @param {Counts[]} list @returns {Counts} */
export function sum(list) {
  return list.reduce(
    (total, each) => ({
      passed: total.passed + each.passed,
      failed: total.failed + each.failed,
      skipped: total.skipped + each.skipped,
    }),
    none,
  );
}

/** A runner that ended badly although no test failed has failed once: a crash, an unhandled error, no report. */
function withExitCode(counts, exitCode) {
  return exitCode !== 0 && counts.failed === 0 ? { ...counts, failed: 1 } : counts;
}

/**
 * vitest's JSON report. A file that could not even be loaded has no tests; it counts as one failure.
 *
 * @returns {Counts}
 */
export function countVitest(report, exitCode) {
  if (!report) return oneCheck(false);
  const counts = report.testResults.map((file) => {
    const of = (...states) => file.assertionResults.filter((test) => states.includes(test.status)).length;
    const failed = of("failed");
    return {
      passed: of("passed"),
      failed: file.status === "failed" && failed === 0 ? 1 : failed,
      skipped: of("skipped", "pending", "todo", "disabled"),
    };
  });
  return withExitCode(sum(counts), exitCode);
}

/**
 * Playwright's JSON report. A flaky test counts as failed: it did fail. Errors outside any test count one each.
 *
 * @returns {Counts}
 */
export function countPlaywright(report, exitCode) {
  if (!report) return oneCheck(false);
  const { expected = 0, unexpected = 0, flaky = 0, skipped = 0 } = report.stats ?? {};
  const counts = { passed: expected, failed: unexpected + flaky + (report.errors?.length ?? 0), skipped };
  return withExitCode(counts, exitCode);
}

/** The last line of `npm test`. @param {Counts} counts */
export function verdict(counts) {
  return `${counts.passed} passed, ${counts.failed} failed`;
}
