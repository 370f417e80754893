/**
 * Who may import whom: one row per room, default deny. A file may import its own room (`./…`), the doors and packages of its
 * room's row, and nothing else; a room without a row may import nothing at all. `npm run rooms` writes the table into
 * `.oxlintrc.json`, which the lint and editors read; `npm test` checks that it did, plants a breach in every room, and looks for
 * circles between rooms.
 *
 * A later row is stronger than an earlier one: a folder inside a room, or a single file of it, can have a row of its own.
 */

const node = ["node:*", "node:*/**"];

/** Until every room of a runtime has its door: its own runtime by relative paths, no other one. */
const ownRuntime = ["../**", ...["cli", "contract", "engine", "main", "preload", "renderer", "worker"].map(deny)];

/** @param {string} runtime */
function deny(runtime) {
  return `!../**/${runtime}/**`;
}

/** @type {Record<string, readonly string[]>} folder, or file, and what it may import beside its own room */
export const importTable = {
  // What every process means by its words.
  "src/domain/commands": [],

  // What processes say to each other.
  "src/contract/channels": [],
  "src/contract/data": ["zod"],
  "src/contract/ipc": ["zod", "#contract/data", "#contract/channels", "#domain/commands"],
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
  "src/main": [
    ...ownRuntime,
    "electron",
    ...node,
    "#domain/*",
    "#engine/*",
    "#contract/*",
    "zod",
    "../**/cli/index.ts",
  ],
  "src/main/storage": [...ownRuntime, ...node, "#engine/*", "#contract/*", "apache-arrow"],
  "src/main/ipc/ipc-main.ts": [...ownRuntime, "electron", ...node, "#engine/*", "#contract/*", "zod"],

  "src/cli": [...ownRuntime, "#engine/*", "#contract/data", ...node],
  "src/preload": ["electron", "#contract/ipc", "#contract/channels"],

  // The window. Features never import each other: what two of them share lies in a room below them, and `workspace` and `app`
  // put them together.
  "src/renderer/styles": ["#engine/figure"],
  "src/renderer/bridge": ["#contract/data", "#contract/ipc", "#engine/checksum"],
  "src/renderer/format": ["#contract/data", "#engine/figure"],
  "src/renderer/ui": ["lucide-react", "react", "react-aria-components"],
  "src/renderer/context": [
    "react",
    "zustand",
    "zustand/vanilla",
    "#contract/data",
    "#contract/ipc",
    "#renderer/bridge",
    "#renderer/format",
  ],
  "src/renderer/commands": ["react", "#domain/commands", "#renderer/context", "#renderer/ui"],
  "src/renderer/datasets": [
    "lucide-react",
    "react",
    "react-aria-components",
    "zustand/vanilla",
    "#contract/data",
    "#contract/ipc",
    "#engine/figure",
    "#renderer/bridge",
    "#renderer/commands",
    "#renderer/context",
    "#renderer/format",
    "#renderer/ui",
  ],
  "src/renderer/forecasts": [
    "zustand/vanilla",
    "#contract/data",
    "#contract/ipc",
    "#renderer/bridge",
    "#renderer/context",
    "#renderer/datasets",
  ],
  "src/renderer/charts": [
    "plotly.js-basic-dist-min",
    "#contract/data",
    "#engine/figure",
    "#renderer/context",
    "#renderer/forecasts",
    "#renderer/format",
  ],
  "src/renderer/features/announcer": ["react", "#renderer/context", "#renderer/forecasts", "#renderer/format"],
  "src/renderer/features/appearance": [
    "lucide-react",
    "react",
    "react-aria-components",
    "#contract/ipc",
    "#renderer/context",
    "#renderer/ui",
  ],
  "src/renderer/features/chart": [
    "lucide-react",
    "react",
    "#renderer/charts",
    "#renderer/context",
    "#renderer/forecasts",
    "#renderer/format",
    "#renderer/ui",
  ],
  "src/renderer/features/diagnostics": [
    "react",
    "#contract/data",
    "#contract/ipc",
    "#renderer/commands",
    "#renderer/context",
    "#renderer/format",
    "#renderer/ui",
  ],
  "src/renderer/features/evidence": [
    "zustand",
    "zustand/vanilla",
    "#contract/data",
    "#contract/ipc",
    "#renderer/bridge",
    "#renderer/context",
    "#renderer/forecasts",
    "#renderer/format",
  ],
  "src/renderer/features/exporting": [
    "lucide-react",
    "react-aria-components",
    "#contract/data",
    "#contract/ipc",
    "#renderer/bridge",
    "#renderer/context",
    "#renderer/datasets",
    "#renderer/forecasts",
    "#renderer/ui",
  ],
  "src/renderer/features/help": [
    "lucide-react",
    "react-aria-components",
    "#domain/commands",
    "#renderer/commands",
    "#renderer/context",
    "#renderer/ui",
  ],
  "src/renderer/features/importing": [
    "lucide-react",
    "react",
    "react-aria-components",
    "zustand/vanilla",
    "#contract/data",
    "#contract/ipc",
    "#renderer/bridge",
    "#renderer/commands",
    "#renderer/context",
    "#renderer/datasets",
    "#renderer/format",
    "#renderer/ui",
  ],
  "src/renderer/features/models": [
    "lucide-react",
    "react",
    "react-aria-components",
    "zustand/vanilla",
    "#contract/data",
    "#contract/ipc",
    "#renderer/bridge",
    "#renderer/context",
    "#renderer/datasets",
    "#renderer/format",
    "#renderer/ui",
  ],
  "src/renderer/features/notices": ["lucide-react", "react", "zustand/vanilla", "#renderer/context", "#renderer/ui"],
  "src/renderer/features/numbers": [
    "lucide-react",
    "react",
    "#renderer/charts",
    "#renderer/context",
    "#renderer/forecasts",
    "#renderer/format",
    "#renderer/ui",
  ],
  "src/renderer/features/report": [
    "lucide-react",
    "react",
    "react-aria-components",
    "#contract/data",
    "#contract/ipc",
    "#renderer/bridge",
    "#renderer/context",
    "#renderer/datasets",
    "#renderer/format",
    "#renderer/ui",
  ],
  "src/renderer/features/scrubbing": [
    "lucide-react",
    "react",
    "react-aria-components",
    "#contract/data",
    "#renderer/context",
    "#renderer/datasets",
    "#renderer/forecasts",
    "#renderer/format",
    "#renderer/ui",
  ],
  "src/renderer/features/series": [
    "lucide-react",
    "react",
    "react-aria-components",
    "#contract/data",
    "#engine/figure",
    "#renderer/charts",
    "#renderer/commands",
    "#renderer/context",
    "#renderer/datasets",
    "#renderer/format",
    "#renderer/ui",
  ],
  "src/renderer/features/storage": [
    "lucide-react",
    "react",
    "react-aria-components",
    "zustand/vanilla",
    "#contract/data",
    "#contract/ipc",
    "#renderer/bridge",
    "#renderer/context",
    "#renderer/format",
    "#renderer/ui",
  ],
  "src/renderer/features/welcome": [
    "lucide-react",
    "react-aria-components",
    "#contract/data",
    "#renderer/commands",
    "#renderer/context",
    "#renderer/ui",
  ],
  "src/renderer/workspace": [
    "lucide-react",
    "react",
    "react-aria-components",
    "#renderer/commands",
    "#renderer/context",
    "#renderer/datasets",
    "#renderer/features/appearance",
    "#renderer/features/chart",
    "#renderer/features/diagnostics",
    "#renderer/features/evidence",
    "#renderer/features/exporting",
    "#renderer/features/help",
    "#renderer/features/numbers",
    "#renderer/features/report",
    "#renderer/features/scrubbing",
    "#renderer/features/series",
    "#renderer/forecasts",
    "#renderer/ui",
  ],
  "src/renderer/app": [
    "lucide-react",
    "react",
    "react-aria-components",
    "zustand/vanilla",
    "#contract/data",
    "#contract/ipc",
    "#domain/commands",
    "#renderer/bridge",
    "#renderer/charts",
    "#renderer/commands",
    "#renderer/context",
    "#renderer/datasets",
    "#renderer/features/announcer",
    "#renderer/features/appearance",
    "#renderer/features/diagnostics",
    "#renderer/features/evidence",
    "#renderer/features/exporting",
    "#renderer/features/help",
    "#renderer/features/importing",
    "#renderer/features/models",
    "#renderer/features/notices",
    "#renderer/features/report",
    "#renderer/features/series",
    "#renderer/features/storage",
    "#renderer/features/welcome",
    "#renderer/forecasts",
    "#renderer/format",
    "#renderer/workspace",
  ],
  "src/renderer/main.tsx": [
    "@fontsource-variable/inter/wght.css",
    "react",
    "react-dom/client",
    "#renderer/app",
    "#renderer/bridge",
    "#renderer/styles",
  ],

  // Around the application.
  bench: ["../**", ...node, "#engine/*", "#contract/data", "onnxruntime-node", "vitest", "electron", "papaparse"],
  e2e: ["../**", ...node, "@playwright/test", "@axe-core/playwright", "electron", "#contract/*"],
  scripts: ["../**", ...node, "@electron/asar", "vitest"],
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
