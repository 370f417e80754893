/** Packages that only packaging needs: installed on its first run, in a folder of their own and not with the application's. */
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import { ensureDependencies } from "../lib/ensure-dependencies.mjs";
import { inRoot } from "../lib/paths.mjs";

const folder = inRoot("scripts", "package", "tools");

export async function ensureTools() {
  await ensureDependencies(folder);
}

/**
 * A module of theirs. Not by a plain import: types and lint look at this checkout without them.
 *
 * @returns {Promise<any>}
 */
export async function tool(name) {
  return import(pathToFileURL(createRequire(`${folder}/package.json`).resolve(name)).href);
}
