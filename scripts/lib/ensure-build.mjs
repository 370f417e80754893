/** out/main, out/preload and out/renderer as the sources say, built only when a source has changed. */
import fs from "node:fs";
import path from "node:path";
import { filesBelow, hashFiles, readText, withLock, writeAtomically } from "./files.mjs";
import { say, step } from "./log.mjs";
import { buildFolders, inRoot, scratch } from "./paths.mjs";
import { mustRun } from "./processes.mjs";

const settings = ["electron.vite.config.ts", "scripts/lib/bundle-rules.mjs", "package.json", "package-lock.json"];

/** Everything a bundle is made of; tests are not. */
export function buildInputs(folder = inRoot()) {
  const sources = filesBelow(path.join(folder, "src")).filter((name) => !/\.(test|test-d|bench)\.tsx?$/.test(name));
  return [...settings, ...sources.map((name) => path.join("src", name))];
}

const stampFile = inRoot("out", ".build-stamp");

function isBuilt(stamp) {
  return readText(stampFile) === stamp && buildFolders.every((name) => fs.existsSync(inRoot("out", name)));
}

export async function ensureBuild({ force = false } = {}) {
  const stampNow = () => hashFiles(inRoot(), buildInputs());
  if (!force && isBuilt(stampNow())) return;
  await withLock(
    path.join(scratch, "build.lock"),
    async () => {
      const stamp = stampNow();
      if (!force && isBuilt(stamp)) return;
      fs.rmSync(stampFile, { force: true });
      await step("building", () =>
        mustRun(process.execPath, [inRoot("node_modules", "electron-vite", "bin", "electron-vite.js"), "build"], {
          cwd: inRoot(),
          what: "electron-vite build",
        }),
      );
      writeAtomically(stampFile, stamp);
    },
    { onWait: (owner) => say(`fantail: waiting for the build that process ${owner} is running …`) },
  );
}
