import { configDefaults, defineConfig } from "vitest/config";
import { slowTests } from "./scripts/lib/slow-tests.mjs";

const pure = [
  "src/domain/**/*.test.ts",
  "src/contract/**/*.test.ts",
  "src/engine/**/*.test.ts",
  "src/renderer/**/*.test.{ts,tsx}",
  "src/cli/**/*.test.ts",
];

export default defineConfig({
  test: {
    environment: "node",
    // Processes and not vmThreads: typed arrays keep their identity across realms, native modules load as in the app.
    pool: "forks",
    // Every core: by default one is left free, which on two of them is half of the machine.
    maxWorkers: "100%",
    passWithNoTests: true,
    restoreMocks: true,
    testTimeout: 20_000,
    projects: [
      {
        extends: true,
        test: {
          name: "pure",
          include: pure,
          exclude: [...configDefaults.exclude, ...slowTests],
          // No modules with state of their own: nothing to isolate, and starting a process costs more than most of them.
          isolate: false,
        },
      },
      {
        extends: true,
        test: {
          name: "fast",
          include: ["src/**/*.test.{ts,tsx}", "scripts/**/*.test.mjs", "bench/**/*.test.ts"],
          exclude: [...configDefaults.exclude, ...pure, ...slowTests],
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
