/** What the source's rules can't show: what ended up in the bundles. */
import fs from "node:fs";
import path from "node:path";
import { filesBelow } from "./files.mjs";

/** The modules that a bundle names: static and dynamic imports, re-exports and require calls. */
export function importedBy(code) {
  const found = new Set();
  for (const pattern of [
    /\b(?:from|import)\s*["']([^"'\n]+)["']/g,
    /\bimport\s*\(\s*["'`]([^"'`\n]+)["'`]/g,
    /\brequire\s*\(\s*["'`]([^"'`\n]+)["'`]/g,
  ]) {
    for (const [, name] of code.matchAll(pattern)) found.add(name);
  }
  return [...found];
}

/** Everything that an entry reaches: other files by path, packages by name with the file that named them. */
function reachedFrom(entry) {
  const files = new Set();
  const packages = new Map();
  const open = [entry];
  for (let file = open.pop(); file !== undefined; file = open.pop()) {
    if (files.has(file)) continue;
    files.add(file);
    for (const name of importedBy(fs.readFileSync(file, "utf8"))) {
      if (name.startsWith(".")) open.push(path.resolve(path.dirname(file), name));
      else packages.set(name, file);
    }
  }
  return { files: [...files], packages };
}

const nativePackages = ["onnxruntime-node", "@resvg/resvg-js"];

/**
 * @returns {string[]} what is wrong, in sentences: an entry that is missing, a utility process that would load
 * Electron's main-process modules through a shared chunk, a preload that can't run in a sandbox, a window with Node.
 */
export function checkBundles(out) {
  const problems = [];
  const main = path.join(out, "main");
  const preload = path.join(out, "preload", "index.cjs");
  for (const file of [path.join(main, "index.js"), preload, path.join(out, "renderer", "index.html")]) {
    if (!fs.existsSync(file)) problems.push(`${path.relative(out, file)} was not built`);
  }
  if (problems.length > 0) return problems;

  const workers = fs.readdirSync(main).filter((name) => name.endsWith(".js") && name !== "index.js");
  for (const name of workers) {
    const from = reachedFrom(path.join(main, name)).packages.get("electron");
    if (from) problems.push(`the utility process main/${name} imports electron (in ${path.relative(out, from)})`);
  }
  const mainPackages = reachedFrom(path.join(main, "index.js")).packages;
  for (const name of nativePackages) {
    if (mainPackages.has(name)) problems.push(`the main process loads ${name}; only utility processes may`);
  }
  for (const name of importedBy(fs.readFileSync(preload, "utf8"))) {
    if (name !== "electron") problems.push(`preload/index.cjs needs ${name}; a sandboxed preload has only electron`);
  }
  for (const name of filesBelow(path.join(out, "renderer")).filter((file) => file.endsWith(".js"))) {
    for (const imported of importedBy(fs.readFileSync(path.join(out, "renderer", name), "utf8"))) {
      if (imported === "electron" || imported.startsWith("node:")) {
        problems.push(`renderer/${name} imports ${imported}`);
      }
    }
  }
  return problems;
}
