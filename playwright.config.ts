import { defineConfig } from "@playwright/test";

export default defineConfig({
  testDir: "e2e",
  outputDir: "test-results",
  // One window at a time: the tests measure, and two windows would share the processor.
  workers: 1,
  fullyParallel: false,
  forbidOnly: true,
  // A test that needs a second try has failed.
  retries: 0,
  timeout: 90_000,
  expect: { timeout: 15_000 },
  // The JSON report goes to PLAYWRIGHT_JSON_OUTPUT_FILE; `npm test` counts from it.
  reporter: process.env["PLAYWRIGHT_JSON_OUTPUT_FILE"] ? [["list"], ["json"]] : [["list"]],
});
