/** node_modules as package-lock.json says, installed only when it is missing or stale. */
import fs from "node:fs";
import path from "node:path";
import { readText, writeAtomically, hashFiles } from "./files.mjs";
import { SetupError, step } from "./log.mjs";
import { inRoot } from "./paths.mjs";
import { mustRun, npmCommand } from "./processes.mjs";

/** Native packages differ by platform, so a folder shared between two machines is stale on the other. */
function stampFor(folder) {
  return `${hashFiles(folder, ["package-lock.json"])} ${process.platform}-${process.arch}\n`;
}

/**
 * Whether every package of the lock file is installed in its version, by npm's own record of what it installed.
 * An `npm install` by hand therefore counts as fresh. Optional packages of other platforms may be absent.
 */
export function isInstalled(lock, installed) {
  if (!lock?.packages || !installed?.packages) return false;
  return Object.entries(lock.packages).every(([where, wanted]) => {
    if (where === "" || wanted.link) return true;
    const present = installed.packages[where];
    if (!present) return wanted.optional === true || wanted.devOptional === true;
    return present.version === wanted.version && present.integrity === wanted.integrity;
  });
}

function readJson(file) {
  const text = readText(file);
  try {
    return text === null ? null : JSON.parse(text);
  } catch {
    return null;
  }
}

/** @returns `fresh`, or `missing` / `stale`: the reason to install. */
export function dependencyState(folder) {
  const modules = path.join(folder, "node_modules");
  if (!fs.existsSync(modules)) return "missing";
  const stamp = stampFor(folder);
  const stampFile = path.join(modules, ".fantail-stamp");
  const old = readText(stampFile);
  if (old === stamp) return "fresh";
  const otherPlatform = old !== null && old.trim().split(" ")[1] !== `${process.platform}-${process.arch}`;
  const same = isInstalled(
    readJson(path.join(folder, "package-lock.json")),
    readJson(path.join(modules, ".package-lock.json")),
  );
  if (otherPlatform || !same) return "stale";
  writeAtomically(stampFile, stamp);
  return "fresh";
}

export async function ensureDependencies(folder = inRoot()) {
  const state = dependencyState(folder);
  if (state === "fresh") return;
  const why =
    state === "missing"
      ? "installing the packages of package-lock.json (npm ci)"
      : "package-lock.json has changed: installing again (npm ci)";
  await step(why, async () => {
    const [command, args] = npmCommand(["ci", "--no-audit", "--no-fund", "--loglevel=error"]);
    await mustRun(command, args, { cwd: folder, what: "npm ci" });
    writeAtomically(path.join(folder, "node_modules", ".fantail-stamp"), stampFor(folder));
    if (dependencyState(folder) !== "fresh")
      throw new SetupError("npm ci left packages out that package-lock.json asks for");
  });
}
