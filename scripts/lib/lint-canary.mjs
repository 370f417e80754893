/**
 * Proof that the lint can fail: breaches are planted in a scratch copy of the folders, under the project's own
 * configuration, and each must be found; what the import table allows must pass. A linter that silently checks nothing
 * (a wrong glob, an unsupported option) would otherwise look like a clean project.
 */
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { inRoot } from "./paths.mjs";
import { importTable } from "./import-table.mjs";
import { collect } from "./processes.mjs";

const table = "eslint(no-restricted-imports)";
const property = "eslint(no-restricted-properties)";

/**
 * Planted in every room of the table: a door that its row does not name, and a way around by a relative path.
 *
 * @returns {string[][]} file, code, and the rule that has to name it
 */
function breachesOfRows() {
  const rows = Object.entries(importTable);
  const doors = ["#engine/planted", "#contract/planted", "#main/planted", "electron"];
  return rows.flatMap(([place, may]) => {
    const isFile = /\.[a-z]+$/.test(place);
    const file = (name) => (isFile ? place.replace("*", "planted") : `${place}/${name}.ts`);
    const refused = doors.find((door) => !may.some((one) => matches(one, door)));
    return [
      ...(refused === undefined
        ? []
        : [[file("planted-door"), `import { planted } from "${refused}";\nplanted();`, table]]),
      // A file of its own row holds one breach.
      ...(isFile || may.includes("../**")
        ? []
        : [[file("planted-around"), 'import { planted } from "../../planted/inside.ts";\nplanted();', table]]),
    ];
  });
}

/** @param {string} pattern of a row @param {string} specifier */
function matches(pattern, specifier) {
  return pattern === specifier || (pattern.endsWith("/*") && specifier.startsWith(pattern.slice(0, -1)));
}

/** What must be found beside that: file, content, and the rule that has to name it. */
const breaches = [
  ...breachesOfRows(),
  ["src/engine/queue/dynamic.ts", 'export const load = () => import("electron");', table],
  ["src/engine/queue/types.ts", 'import type { App } from "electron";\nexport type A = App;', table],
  ["src/engine/queue/node.ts", 'import { readFileSync } from "node:fs";\nreadFileSync("x");', table],
  ["src/engine/series/default.ts", "export default 1;", "import(no-default-export)"],
  ["src/engine/series/console.ts", 'console.log("x");', "eslint(no-console)"],
  ["src/engine/series/one.ts", 'import { b } from "./two.ts";\nexport const a = () => b;', "import(no-cycle)"],
  ["src/engine/series/two.ts", 'import { a } from "./one.ts";\nexport const b = () => a;', "import(no-cycle)"],
  ["src/contract/data/engine.ts", 'import { e } from "#domain/errors";\ne();', table],
  ["src/renderer/workspace/engine.ts", 'import { q } from "#engine/queue";\nq();', table],
  ["src/renderer/workspace/relative.ts", 'import { q } from "../../engine/queue/index.ts";\nq();', table],
  ["src/renderer/workspace/electron.ts", 'import { ipcRenderer } from "electron";\nipcRenderer.send("x");', table],
  ["src/renderer/workspace/plotly.ts", 'import p from "plotly.js-basic-dist-min";\np.react();', table],
  ["src/renderer/features/chart/other.ts", 'import { n } from "#renderer/features/notices";\nn();', table],
  ["src/renderer/ui/words.ts", 'import { f } from "#renderer/format";\nf();', table],
  ["src/renderer/workspace/bridge.ts", "export const api = window.fantail;", property],
  ["src/main/app/ipc.ts", 'import { ipcMain } from "electron";\nipcMain.on("x", () => {});', table],
  ["src/main/app/all.ts", 'import * as electron from "electron";\nelectron.ipcMain.on("x", () => {});', table],
  ["src/main/app/send.ts", 'export const tell = (w: any) => w.webContents.send("x");', property],
  ["src/main/app/page.ts", 'import { a } from "../../renderer/app/app.tsx";\na();', table],
  ["src/main/app/ort.ts", 'import { Tensor } from "onnxruntime-node";\nTensor.toString();', table],
  ["src/worker/density/work.ts", 'import { Tensor } from "onnxruntime-node";\nTensor.toString();', table],
  ["src/worker/inference/work.ts", 'import { Resvg } from "@resvg/resvg-js";\nResvg.toString();', table],
  ["src/preload/index.ts", 'import { z } from "zod";\nz.string();', table],
  ["src/cli/window.ts", 'import { app } from "electron";\napp.quit();', table],
  ["src/nowhere/new.ts", 'import { readFileSync } from "node:fs";\nreadFileSync("x");', table],
  ["src/main/app/floating.ts", "const work = async () => 1;\nwork();", "typescript(no-floating-promises)"],
];

/** What must pass: the doors that the table leaves open. */
const allowed = [
  ["src/engine/queue/index.ts", 'import { e } from "#domain/errors";\nexport const q = () => e;'],
  ["src/engine/cache/index.ts", 'import { LRUCache } from "lru-cache";\nexport const c = LRUCache;'],
  ["src/main/ipc/ipc-main.ts", 'import { ipcMain } from "electron";\nipcMain.on("x", () => {});'],
  ["src/main/app/headless.ts", 'import { run } from "#cli";\nrun();'],
  ["src/worker/inference/ort-runtime.ts", 'import { Tensor } from "onnxruntime-node";\nTensor.toString();'],
  ["src/worker/export/image.ts", 'import { Resvg } from "@resvg/resvg-js";\nResvg.toString();'],
  ["src/renderer/charts/fan.ts", 'import p from "plotly.js-basic-dist-min";\np.react();'],
  ["src/renderer/bridge/index.ts", "export const api = window.fantail;"],
  ["src/renderer/charts/axis.ts", 'import { f } from "#engine/figure";\nimport { p } from "./fan.ts";\np(f);'],
  ["src/engine/queue/queue.test.ts", 'import { test } from "vitest";\ntest("x", () => {});'],
];

/**
 * @param {string} [configuration] the lint configuration to try; a weaker one must be found out
 * @returns {Promise<string[]>} what the lint missed and what it found too much, in sentences
 */
export async function runCanary(configuration = fs.readFileSync(inRoot(".oxlintrc.json"), "utf8")) {
  // Apart, because a row for a single file is both tried and used.
  const [found, passed] = await Promise.all([lint(configuration, breaches), lint(configuration, allowed)]);
  return [
    ...breaches
      .filter(([name, , rule]) => !found(name).includes(rule))
      .map(([name, , rule]) => `a planted breach was not found: ${rule} in ${name}`),
    ...allowed
      .filter(([name]) => passed(name).some((rule) => rule === table || rule === property))
      .map(([name]) => `an allowed import was refused in ${name}`),
  ];
}

/**
 * @param {string} configuration
 * @param {readonly string[][]} files name and content of each
 * @returns {Promise<(name: string) => string[]>} the rules that a file breaks
 */
async function lint(configuration, files) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "fantail-canary-"));
  try {
    fs.writeFileSync(path.join(folder, ".oxlintrc.json"), configuration);
    fs.writeFileSync(path.join(folder, "tsconfig.json"), '{"compilerOptions":{"strict":true,"module":"ESNext"}}');
    for (const [name, code] of files) {
      fs.mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
      fs.writeFileSync(path.join(folder, name), `${code}\n`);
    }
    const oxlint = inRoot("node_modules", "oxlint", "bin", "oxlint");
    // The type-aware half of the lint is a program of its own, looked for on the path.
    const env = { ...process.env, PATH: [inRoot("node_modules", ".bin"), process.env.PATH].join(path.delimiter) };
    const result = await collect(process.execPath, [oxlint, "--type-aware", "--format=json"], { cwd: folder, env });
    if (!result.stdout.startsWith("{"))
      throw new Error(`the lint did not run on the planted breaches:\n${result.output}`);
    const { diagnostics } = JSON.parse(result.stdout);
    return (name) => diagnostics.filter((one) => one.filename === name).map((one) => one.code);
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}
