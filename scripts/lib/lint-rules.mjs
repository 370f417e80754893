/** The lint's configuration: rules of the language here, the import table beside it. */
import { overrides } from "./import-table.mjs";

const noNew = "this folder is not in the import table: add a row to scripts/lib/import-table.mjs and run npm run rooms";
const bridge = "src/renderer/bridge is the only reader of the preload's api";
const sources = ["src/**/*.test.ts", "src/**/*.test.tsx", "src/**/*.test-d.ts"];

/** What `.oxlintrc.json` must hold. */
export function lintConfiguration() {
  return {
    $schema: "./node_modules/oxlint/configuration_schema.json",
    plugins: ["import", "typescript", "react", "unicorn", "oxc", "vitest"],
    categories: { correctness: "error" },
    ignorePatterns: ["out/**", "dist/**", "training/**", ".cache/**", "test-results/**"],
    rules: {
      "no-restricted-imports": ["error", { patterns: [{ group: ["**", "!./**"], message: noNew }] }],
      "import/no-cycle": "error",
      "import/no-self-import": "error",
      "import/no-duplicates": "error",
      "import/no-default-export": "error",
      "no-console": "error",
      "no-var": "error",
      "prefer-const": "error",
      eqeqeq: ["error", "always", { null: "ignore" }],
      "react/rules-of-hooks": "error",
      "react/exhaustive-deps": "error",
      "typescript/consistent-type-imports": "error",
      "typescript/no-explicit-any": "error",
      "typescript/no-misused-spread": "off",
      "typescript/no-redundant-type-constituents": "off",
      "no-loss-of-precision": "off",
      "unicorn/no-useless-spread": "off",
      "unicorn/no-new-array": "off",
      "react/set-state-in-effect": "off",
      "vitest/no-conditional-expect": "error",
      // The second argument is the message of a failure; later, a promise begun now may be awaited.
      "vitest/valid-expect": ["error", { maxArgs: 2 }],
      "typescript/no-floating-promises": "error",
      "typescript/no-misused-promises": ["error", { checksVoidReturn: { attributes: false } }],
      "typescript/switch-exhaustiveness-check": ["error", { considerDefaultExhaustiveForUnions: true }],
      "typescript/unbound-method": "off",
    },
    overrides: [
      ...overrides(),
      {
        files: ["src/main/**"],
        rules: {
          "no-restricted-properties": [
            "error",
            { property: "send", message: "use src/main/ipc/ipc-main.ts: events to the window are typed there" },
          ],
        },
      },
      { files: ["src/main/ipc/ipc-main.ts"], rules: { "no-restricted-properties": "off" } },
      {
        files: ["src/renderer/**"],
        rules: {
          "no-restricted-properties": [
            "error",
            { object: "window", property: "fantail", message: bridge },
            { object: "globalThis", property: "fantail", message: bridge },
            { object: "self", property: "fantail", message: bridge },
          ],
        },
      },
      { files: ["src/renderer/bridge/**"], rules: { "no-restricted-properties": "off" } },
      { files: ["**/*.config.ts"], rules: { "no-restricted-imports": "off", "import/no-default-export": "off" } },
      { files: ["scripts/**", "bench/**", "e2e/**", "build/**"], rules: { "no-console": "off" } },
      {
        files: ["e2e/**"],
        rules: { "no-empty-pattern": "off", "react/rules-of-hooks": "off", "typescript/no-implied-eval": "off" },
      },
      {
        files: ["scripts/**", "build/**"],
        rules: { "typescript/no-useless-default-assignment": "off", "typescript/require-array-sort-compare": "off" },
      },
      { files: sources, rules: { "no-restricted-imports": "off", "no-restricted-properties": "off" } },
    ],
  };
}

/** The same as the file's text. */
export function lintText() {
  return `${JSON.stringify(lintConfiguration(), null, 2)}\n`;
}
