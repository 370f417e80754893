/**
 * What an Electron distribution runs when it is started as `electron FOLDER`: it hands over to the application there.
 * Official distributions bring their own; this one is packed into the stand-in (scripts/lib/stand-in.mjs).
 */
import { app as publicApp } from "electron";
import fs from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { pathToFileURL } from "node:url";

/** Two methods that Electron keeps for exactly this purpose are missing from its published types. */
const app = /** @type {typeof publicApp & Record<"setVersion" | "setAppPath", (value: string) => void>} */ (publicApp);

/** Flags before the application belong to Chromium; the first other word names the application. */
function parseArguments(words) {
  const preload = [];
  for (let index = 0; index < words.length; index += 1) {
    const word = words[index];
    if (word === "--version" || word === "-v") return { version: true, preload };
    if (word === "--require" || word === "-r") preload.push(words[(index += 1)]);
    else if (word.startsWith("--app=")) return { file: word.slice("--app=".length), preload };
    else if (!word.startsWith("-")) return { file: word, preload };
  }
  return { preload };
}

async function start() {
  const { file, version, preload } = parseArguments(process.argv.slice(1));
  if (version) {
    process.stdout.write(`v${process.versions.electron}\n`);
    process.exit(0);
  }
  if (!file) throw new Error("name the folder of an application: electron FOLDER");
  const require = createRequire(import.meta.url);
  for (const module of preload) require(path.resolve(module));

  const target = path.resolve(file);
  const manifestFile = path.join(target, "package.json");
  let entry = target;
  if (fs.existsSync(manifestFile)) {
    const manifest = JSON.parse(fs.readFileSync(manifestFile, "utf8"));
    if (manifest.version) app.setVersion(manifest.version);
    app.setName(manifest.productName ?? manifest.name ?? app.getName());
    app.setAppPath(target);
    entry = path.resolve(target, manifest.main ?? "index.js");
  } else {
    app.setAppPath(path.dirname(target));
  }
  Object.defineProperty(process, "defaultApp", { value: true, enumerable: true });
  await import(pathToFileURL(entry).href);
}

try {
  await start();
} catch (error) {
  process.stderr.write(`electron: ${error?.stack ?? error}\n`);
  process.exit(1);
}
