/** Where things are. Everything that two scripts must agree on stands here once. */
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../..");

/** A path inside the checkout. */
export function inRoot(...parts) {
  return path.join(root, ...parts);
}

/** Scratch space of this checkout: git-ignored, gone with node_modules, rebuilt when missing. */
export const scratch = inRoot("node_modules", ".cache", "fantail");

/** Downloads that outlive a checkout. */
export function userCache(env = process.env) {
  const base =
    env.XDG_CACHE_HOME && path.isAbsolute(env.XDG_CACHE_HOME) ? env.XDG_CACHE_HOME : path.join(os.homedir(), ".cache");
  return path.join(base, "fantail");
}

/** The Electron version that types, tests and runtime agree on: the exact pin in package.json. */
export function pinnedElectron() {
  const manifest = JSON.parse(fs.readFileSync(inRoot("package.json"), "utf8"));
  return manifest.devDependencies.electron;
}

/** electron-vite's own folders below out/; every other folder there holds somebody's results. */
export const buildFolders = ["main", "preload", "renderer"];
