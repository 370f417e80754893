import { configDefaults, defineConfig } from "vitest/config";
import { slowTests } from "./scripts/lib/slow-tests.mjs";

export default defineConfig({
  test: {
    environment: "node",
    // Processes and not vmThreads: typed arrays keep their identity across realms, native modules load as in the app.
    pool: "forks",
    passWithNoTests: true,
    restoreMocks: true,
    testTimeout: 20_000,
    projects: [
      {
        extends: true,
        test: {
          name: "fast",
          include: ["src/**/*.test.{ts,tsx}", "scripts/**/*.test.mjs", "bench/**/*.test.ts"],
          exclude: [...configDefaults.exclude, ...slowTests],
        },
      },
      { extends: true, test: { name: "slow", include: slowTests } },
    ],
    coverage: {
      provider: "v8",
      reportsDirectory: "coverage",
      reporter: ["text-summary", "html"],
      include: ["src/**/*.{ts,tsx}"],
      exclude: ["src/**/*.test.{ts,tsx}", "src/**/*.d.ts", "src/**/testing.ts", "src/**/*-fixtures.ts"],
    },
  },
});
