import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["src/**/*.test.{ts,tsx}", "scripts/**/*.test.mjs", "bench/**/*.test.ts"],
    environment: "node",
    // Processes and not vmThreads: typed arrays keep their identity across realms, native modules load as in the app.
    pool: "forks",
    passWithNoTests: true,
    restoreMocks: true,
    testTimeout: 20_000,
  },
});
