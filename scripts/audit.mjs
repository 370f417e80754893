/**
 * `npm run audit`: looks at what the lock file says now, asks the registry for advisories, and writes both to `scripts/dependencies.json`,
 * for a person to read the difference and commit it. Without a registry that answers, the advisories stay as they were.
 */
import "./lib/require-node.mjs";
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import { advisoriesIn, packagesOf, problemsOf } from "./lib/dependencies.mjs";
import { main, say } from "./lib/log.mjs";
import { inRoot } from "./lib/paths.mjs";

await main(() => {
  const file = inRoot("scripts", "dependencies.json");
  const read = (name) => JSON.parse(fs.readFileSync(inRoot(name), "utf8"));
  const lock = read("package-lock.json");
  const before = fs.existsSync(file)
    ? JSON.parse(fs.readFileSync(file, "utf8"))
    : { audited: null, advisories: [], accepted: [], packages: {} };
  for (const problem of problemsOf(lock, before, read("package.json").allowScripts)) say(problem);
  const { stdout } = spawnSync("npm", ["audit", "--json", "--package-lock-only"], {
    cwd: inRoot(),
    encoding: "utf8",
    timeout: 120_000,
    shell: process.platform === "win32",
  });
  const advisories = advisoriesIn(asJson(stdout), lock);
  if (advisories === null) say("fantail: the registry tells no advisories here; those that are known stay");
  const audited = advisories === null ? before.audited : new Date().toISOString().slice(0, 10);
  const after = { ...before, audited, advisories: advisories ?? before.advisories, packages: packagesOf(lock) };
  fs.writeFileSync(file, `${JSON.stringify(after, null, 2)}\n`);
});

function asJson(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
