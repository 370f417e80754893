import { defineConfig } from "@playwright/test";

/** The displays that are there for windows nobody looks at, one for each worker. */
const displays = process.env["FANTAIL_DISPLAYS"]?.split(" ") ?? [];

/** What counts milliseconds, or takes all cores: nothing else runs meanwhile. */
const alone = [
  "device-lost.spec.ts",
  "import-rescue.spec.ts",
  "lifecycle.spec.ts",
  "processes/*.spec.ts",
  "robustness.spec.ts",
  "windows-ten.spec.ts",
].map((name) => `**/${name}`);

export default defineConfig({
  testDir: "e2e",
  fullyParallel: false,
  // On a person's own display windows would take the keyboard from each other.
  workers: Math.max(1, displays.length),
  projects: [
    // Each run empties its folder, and the second would take the first one's reports away.
    { name: "together", testIgnore: alone, outputDir: "test-results/together" },
    { name: "alone", testMatch: alone, workers: 1, outputDir: "test-results/alone" },
  ],
  forbidOnly: true,
  // A test that needs a second try has failed.
  retries: 0,
  timeout: 90_000,
  expect: { timeout: 15_000 },
  // The JSON report goes to PLAYWRIGHT_JSON_OUTPUT_FILE; `npm test` counts from it.
  reporter: process.env["PLAYWRIGHT_JSON_OUTPUT_FILE"] ? [["list"], ["json"]] : [["list"]],
});
