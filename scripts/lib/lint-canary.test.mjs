import fs from "node:fs";
import { expect, test } from "vitest";
import { runCanary } from "./lint-canary.mjs";
import { inRoot } from "./paths.mjs";

test("the project's own lint finds every planted breach and refuses nothing that the table allows", async () => {
  expect(await runCanary()).toEqual([]);
});

test("a configuration without the rule for one folder is found out", async () => {
  const configuration = JSON.parse(fs.readFileSync(inRoot(".oxlintrc.json"), "utf8"));
  for (const override of configuration.overrides) {
    if (override.files[0] === "src/cli/**") override.rules["no-restricted-imports"] = "off";
  }
  expect(await runCanary(JSON.stringify(configuration))).toEqual(
    ["planted-door", "planted-around", "window"].map(
      (name) => `a planted breach was not found: eslint(no-restricted-imports) in src/cli/${name}.ts`,
    ),
  );
});

test("a table that refuses too much is found out", async () => {
  const configuration = JSON.parse(fs.readFileSync(inRoot(".oxlintrc.json"), "utf8"));
  configuration.overrides = configuration.overrides.filter((override) => override.files[0] !== "src/engine/cache/**");
  expect(await runCanary(JSON.stringify(configuration))).toEqual([
    "an allowed import was refused in src/engine/cache/index.ts",
  ]);
});
