/**
 * Who may import whom: one row per room, default deny. A file may import its own room (`./…`), the doors and packages of its
 * room's row, and nothing else; a room without a row may import nothing at all. `npm run rooms` writes the table into
 * `.oxlintrc.json`, which the lint and editors read; `npm test` checks that it did, plants a breach in every room, and looks for
 * circles between rooms.
 *
 * A later row is stronger than an earlier one: a folder inside a room, or a single file of it, can have a row of its own.
 */

const node = ["node:*", "node:*/**"];
const react = ["react", "react/*", "react-aria", "react-aria-components", "lucide-react", "zustand", "zustand/*"];

/** Until every room of a runtime has its door: its own runtime by relative paths, no other one. */
const ownRuntime = ["../**", ...["cli", "contract", "engine", "main", "preload", "renderer", "worker"].map(deny)];

/** @param {string} runtime */
function deny(runtime) {
  return `!../**/${runtime}/**`;
}

/** @type {Record<string, readonly string[]>} folder, or file, and what it may import beside its own room */
export const importTable = {
  // What processes say to each other.
  "src/contract/channels": [],
  "src/contract/data": ["zod"],
  "src/contract/ipc": ["zod", "#contract/data", "#contract/channels"],
  "src/contract/worker": ["#contract/data"],

  // Pure computation.
  "src/engine/errors": [],
  "src/engine/series": ["#engine/errors"],
  "src/engine/queue": ["#engine/errors"],
  "src/engine/checksum": ["#engine/errors"],
  "src/engine/density": ["#engine/errors"],
  "src/engine/figure": ["#engine/errors", "d3-scale", "d3-shape", "d3-array"],
  "src/engine/cache": ["#engine/errors", "lru-cache"],
  "src/engine/registry": ["#engine/errors", "zod"],
  "src/engine/ingest": ["#engine/errors", "#engine/series", "papaparse", "chardet"],
  "src/engine/statistics": ["#engine/errors", "#engine/series"],
  "src/engine/inference": ["#engine/errors", "#engine/series", "#engine/registry"],
  "src/engine/evaluation": ["#engine/errors", "#engine/series", "#engine/density"],
  "src/engine/export": ["#engine/errors", "#engine/series", "#engine/figure"],
  "src/engine/jobs": ["#engine/*"],

  // Utility processes.
  "src/worker": [...ownRuntime, "#engine/*", "#contract/worker", "#contract/data", ...node],
  "src/worker/ingest-workbook.ts": ["#engine/*", ...node, "read-excel-file/node"],
  "src/worker/ingest-parquet.ts": ["#engine/*", ...node, "hyparquet"],
  "src/worker/ingest-arrow.ts": ["#engine/*", "#contract/worker", ...node, "apache-arrow"],
  "src/worker/ort-runtime.ts": [
    ...ownRuntime,
    "#engine/*",
    "#contract/worker",
    "#contract/data",
    ...node,
    "onnxruntime-node",
  ],
  "src/worker/export-*.ts": [
    ...ownRuntime,
    "#engine/*",
    "#contract/worker",
    "#contract/data",
    ...node,
    "@resvg/resvg-js",
    "hyparquet-writer",
    "hyparquet",
  ],

  // The main process.
  "src/main": [...ownRuntime, "electron", ...node, "#engine/*", "#contract/*", "zod", "../**/cli/index.ts"],
  "src/main/storage": [...ownRuntime, ...node, "#engine/*", "#contract/*", "apache-arrow"],
  "src/main/ipc/ipc-main.ts": [...ownRuntime, "electron", ...node, "#engine/*", "#contract/*", "zod"],

  "src/cli": [...ownRuntime, "#engine/*", "#contract/data", ...node],
  "src/preload": ["electron", "#contract/ipc", "#contract/channels"],

  // The window.
  "src/renderer": [
    ...ownRuntime,
    ...react,
    "react-dom/*",
    "@fontsource-variable/inter",
    "@fontsource-variable/inter/*",
    "#contract/ipc",
    "#contract/data",
    "#engine/figure",
  ],
  "src/renderer/bridge": [
    ...ownRuntime,
    ...react,
    "#contract/ipc",
    "#contract/data",
    "#engine/figure",
    "#engine/checksum",
  ],
  "src/renderer/plots": [
    ...ownRuntime,
    ...react,
    "#contract/ipc",
    "#contract/data",
    "#engine/figure",
    "plotly.js-basic-dist-min",
  ],

  // Around the application.
  bench: ["../**", ...node, "#engine/*", "#contract/data", "onnxruntime-node", "vitest", "electron", "papaparse"],
  e2e: ["../**", ...node, "@playwright/test", "@axe-core/playwright", "electron", "#contract/*"],
  scripts: ["../**", ...node, "@electron/asar", "vitest", "vite", "electron-vite"],
  build: ["../**", ...node, "electron"],
};

/** `ipcMain` is for one file only, which checks senders and arguments. */
const onlyIpcMain = [
  {
    name: "electron",
    importNames: ["ipcMain"],
    message: "use src/main/ipc/ipc-main.ts: it checks the sender, parses the arguments and answers with a result union",
  },
];
const ipcMainFile = "src/main/ipc/ipc-main.ts";

/** @param {string} place */
function isFile(place) {
  return /\.[a-z]+$/.test(place);
}

/**
 * @param {string} place folder or file
 * @param {readonly string[]} may what it may import; an entry that begins with `!` is taken back out
 */
function override(place, may) {
  const group = ["**", "!./**", ...may.map((one) => (one.startsWith("!") ? one.slice(1) : `!${one}`))];
  const named = may.filter((one) => !one.startsWith("!"));
  const patterns = [{ group, message: `${place} may import only: ${["./*", ...named].join(", ")}` }];
  const isMain = place.startsWith("src/main") && place !== ipcMainFile;
  return {
    files: [isFile(place) ? place : `${place}/**`],
    rules: { "no-restricted-imports": ["error", isMain ? { patterns, paths: onlyIpcMain } : { patterns }] },
  };
}

/** The table as overrides of the lint's configuration. */
export function overrides() {
  return Object.entries(importTable).map(([place, may]) => override(place, may));
}

/** Every row's folder or file, as it stands in the table. */
export function places() {
  return Object.keys(importTable);
}
