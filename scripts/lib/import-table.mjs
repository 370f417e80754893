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
const ownRuntime = [
  "../**",
  ...["cli", "contract", "domain", "engine", "main", "preload", "renderer", "worker"].map(deny),
];

/** @param {string} runtime */
function deny(runtime) {
  return `!../**/${runtime}/**`;
}

/** @type {Record<string, readonly string[]>} folder, or file, and what it may import beside its own room */
export const importTable = {
  // What processes say to each other.
  "src/contract/channels": [],
  "src/contract/data": [
    "#domain/dataset",
    "#domain/device",
    "#domain/errors",
    "#domain/forecast",
    "#domain/health",
    "#domain/model",
    "#domain/score",
    "#domain/series",
    "zod",
  ],
  "src/contract/ipc": [
    "zod",
    "#contract/data",
    "#domain/dataset",
    "#domain/device",
    "#domain/errors",
    "#domain/export",
    "#domain/forecast",
    "#domain/model",
    "#domain/score",
    "#domain/series",
  ],
  "src/contract/worker": [
    "#domain/dataset",
    "#domain/device",
    "#domain/errors",
    "#domain/export",
    "#domain/forecast",
    "#domain/model",
    "#domain/score",
    "#domain/series",
  ],

  // Pure computation.
  "src/engine/errors": ["#domain/errors"],
  "src/engine/numerics": ["#engine/concurrency"],
  "src/engine/measures": [],
  "src/engine/concurrency": ["#domain/errors"],
  "src/engine/series": ["#domain/errors", "#domain/series"],
  "src/engine/queue": ["#domain/errors"],
  "src/engine/checksum": ["#domain/errors"],
  "src/engine/density": ["#domain/errors", "#domain/forecast", "#domain/model", "#domain/series", "#engine/numerics"],
  "src/engine/figure": ["#domain/forecast", "#domain/errors", "d3-scale", "d3-shape"],
  "src/engine/forecasters/base": ["#domain/errors", "#engine/concurrency", "#engine/numerics"],
  "src/engine/forecasters/baseline": ["#domain/errors", "#engine/forecasters/base"],
  "src/engine/forecasters/decomposition": ["#engine/concurrency"],
  "src/engine/forecasters/smoothing": [
    "#engine/concurrency",
    "#engine/numerics",
    "#engine/forecasters/base",
    "#engine/forecasters/baseline",
    "#engine/forecasters/decomposition",
  ],
  "src/engine/forecasters/arima": [
    "#engine/concurrency",
    "#engine/numerics",
    "#engine/forecasters/base",
    "#engine/forecasters/baseline",
    "#engine/forecasters/decomposition",
  ],
  "src/engine/forecasters/intermittent": [
    "#engine/forecasters/base",
    "#engine/forecasters/baseline",
    "#engine/forecasters/smoothing",
  ],
  "src/engine/forecasters/ensemble": [
    "#engine/forecasters/base",
    "#engine/forecasters/smoothing",
    "#engine/forecasters/arima",
  ],
  "src/engine/forecasters/catalogue": [
    "#domain/errors",
    "#engine/forecasters/base",
    "#engine/forecasters/baseline",
    "#engine/forecasters/smoothing",
    "#engine/forecasters/arima",
    "#engine/forecasters/intermittent",
    "#engine/forecasters/ensemble",
  ],
  "src/engine/cache": ["#domain/errors", "#engine/concurrency", "lru-cache"],
  "src/engine/registry": ["#domain/errors", "#domain/model", "#domain/series", "zod"],
  // A file's way through them: reading → understanding → regularising → report.
  "src/engine/ingest": [
    "#domain/errors",
    "#domain/series",
    "#engine/concurrency",
    "#engine/series",
    "#engine/ingest/columns",
    "#engine/ingest/reading",
    "#engine/ingest/regularising",
    "#engine/ingest/report",
    "#engine/ingest/request",
    "#engine/ingest/understanding",
    "#engine/ingest/vendors",
  ],
  "src/engine/ingest/request": ["#domain/dataset", "#engine/concurrency"],
  "src/engine/ingest/report": ["#domain/dataset", "#domain/series", "#domain/errors", "#engine/series"],
  "src/engine/ingest/cells": [],
  "src/engine/ingest/columns": [
    "#domain/series",
    "#engine/ingest/cells",
    "#engine/ingest/report",
    "#engine/ingest/request",
  ],
  "src/engine/ingest/understanding": [
    "#domain/errors",
    "#domain/series",
    "#engine/series",
    "#engine/ingest/cells",
    "#engine/ingest/columns",
    "#engine/ingest/report",
    "#engine/ingest/request",
  ],
  "src/engine/ingest/vendors": ["#engine/ingest/columns", "#engine/ingest/understanding"],
  "src/engine/ingest/reading": [
    "#domain/errors",
    "#domain/series",
    "#engine/concurrency",
    "#engine/series",
    "#engine/ingest/cells",
    "#engine/ingest/columns",
    "#engine/ingest/report",
    "#engine/ingest/request",
    "#engine/ingest/understanding",
    "#engine/ingest/vendors",
    "papaparse",
    "chardet",
  ],
  "src/engine/ingest/regularising": [
    "#domain/series",
    "#domain/errors",
    "#engine/series",
    "#engine/ingest/cells",
    "#engine/ingest/columns",
    "#engine/ingest/report",
    "#engine/ingest/request",
    "#engine/ingest/understanding",
    " : ",
  ],
  "src/engine/inference": ["#domain/model", "#domain/errors", "#engine/numerics"],
  "src/engine/metrics": ["#domain/errors", "#domain/forecast", "#domain/score", "#engine/density", "#engine/numerics"],
  "src/engine/evaluation": ["#domain/errors", "#domain/model", "#domain/score", "#engine/density"],
  "src/engine/export": [
    "#domain/errors",
    "#domain/export",
    "#domain/forecast",
    "#domain/model",
    "#domain/series",
    "#engine/series",
    "#engine/figure",
  ],
  "src/engine/dispatch": [
    "#domain/errors",
    "#domain/forecast",
    "#engine/concurrency",
    "#engine/queue",
    "#engine/measures",
  ],

  // Utility processes: a room each, and what they share.
  "src/worker/runtime": ["#engine/errors", ...node],
  "src/worker/ingest": [
    "#worker/runtime",
    "#contract/worker",
    "#engine/checksum",
    "#engine/errors",
    "#engine/ingest",
    ...node,
  ],
  "src/worker/ingest/workbook.ts": ["#engine/errors", "#engine/ingest", ...node, "read-excel-file/node"],
  "src/worker/ingest/parquet.ts": ["#engine/errors", "#engine/ingest", ...node, "hyparquet"],
  "src/worker/ingest/arrow.ts": ["#contract/worker", "#engine/cache", ...node, "apache-arrow"],
  "src/worker/inference": [
    "#worker/runtime",
    "#contract/worker",
    "#contract/data",
    "#engine/checksum",
    "#engine/errors",
    "#engine/inference",
    "#engine/dispatch",
    "#engine/registry",
    ...node,
  ],
  "src/worker/inference/ort-runtime.ts": [
    "#contract/worker",
    "#contract/data",
    "#engine/errors",
    "#engine/inference",
    ...node,
    "onnxruntime-node",
  ],
  "src/worker/density": [
    "#worker/runtime",
    "#contract/worker",
    "#contract/data",
    "#engine/checksum",
    "#engine/density",
    "#engine/errors",
  ],
  "src/worker/evaluate": [
    "#worker/runtime",
    "#contract/worker",
    "#engine/checksum",
    "#engine/density",
    "#engine/errors",
    "#engine/evaluation",
    "#engine/series",
    "#engine/metrics",
    ...node,
    "#engine/concurrency",
    "#engine/forecasters/catalogue",
    "#domain/model",
  ],
  "src/worker/export": [
    "#worker/runtime",
    "#contract/worker",
    "#engine/checksum",
    "#engine/errors",
    "#engine/export",
    "#engine/figure",
    ...node,
    "@resvg/resvg-js",
    "hyparquet-writer",
    "hyparquet",
  ],

  // The main process, bottom to top: each room may use those above it here.
  "src/main/platform": [
    "#contract/data",
    "#contract/ipc",
    "#engine/errors",
    "#domain/forecast",
    "electron",
    ...node,
    "zod",
  ],
  "src/main/processes": ["#main/platform", "#contract/worker", "#engine/errors", "#domain/errors", "electron", ...node],
  "src/main/cache": ["#main/platform", "#contract/data", "#contract/worker", "#engine/cache", ...node],
  "src/main/cache/arrow-codec.ts": ["#engine/cache", ...node, "apache-arrow"],
  "src/main/datasets": [
    "#main/platform",
    "#main/processes",
    "#main/cache",
    "#contract/data",
    "#contract/ipc",
    "#contract/worker",
    "#engine/checksum",
    "#engine/errors",
    "#engine/export",
    "#engine/series",
    ...node,
  ],
  "src/main/inference": [
    "#main/platform",
    "#main/processes",
    "#contract/data",
    "#contract/worker",
    "#engine/checksum",
    "#engine/errors",
    "#engine/dispatch",
    "#engine/queue",
    "#engine/measures",
  ],
  "src/main/models": [
    "#main/platform",
    "#main/processes",
    "#main/inference",
    "#contract/data",
    "#contract/worker",
    "#engine/errors",
    "#engine/registry",
    "#domain/device",
    "#domain/errors",
    "#domain/model",
    "#domain/series",
    ...node,
    "zod",
  ],
  "src/main/forecasts": [
    "#main/platform",
    "#main/cache",
    "#main/datasets",
    "#contract/data",
    "#contract/ipc",
    "#contract/worker",
    "#engine/cache",
    "#engine/errors",
    "#engine/inference",
    "#engine/dispatch",
    "#engine/registry",
    "#engine/series",
    "#engine/concurrency",
    "#engine/measures",
    "#domain/forecast",
    "#domain/series",
  ],
  "src/main/evaluation": [
    "#main/platform",
    "#main/processes",
    "#main/forecasts",
    "#contract/data",
    "#contract/ipc",
    "#contract/worker",
    "#engine/cache",
    "#engine/checksum",
    "#engine/errors",
    "#engine/evaluation",
    "#engine/dispatch",
    "#engine/series",
    ...node,
    "#cli",
    "#engine/forecasters/catalogue",
    "#domain/model",
    "#domain/series",
  ],
  "src/main/exports": ["#main/platform", "#main/processes", "#contract/worker", "#engine/checksum", "#engine/errors"],
  "src/main/core": [
    "#main/platform",
    "#main/datasets",
    "#main/inference",
    "#main/models",
    "#main/forecasts",
    "#main/evaluation",
    "#main/exports",
    "#contract/data",
    "#contract/ipc",
    "#contract/worker",
    "#engine/errors",
    "#engine/figure",
    "#engine/series",
    ...node,
    "#cli",
    "#engine/measures",
    "#engine/forecasters/catalogue",
    "#domain/series",
  ],
  "src/main/ipc": [
    "#main/platform",
    "#main/datasets",
    "#main/models",
    "#main/forecasts",
    "#main/core",
    "#contract/data",
    "#contract/ipc",
    "#engine/checksum",
    "#engine/errors",
    "#engine/export",
    "electron",
    ...node,
    "zod",
  ],
  "src/main/ipc/ipc-main.ts": ["#contract/channels", "#contract/ipc", "electron"],
  "src/main/windows": ["#main/platform", "#contract/ipc", "electron", ...node],
  "src/main/app": [
    "#main/platform",
    "#main/models",
    "#main/core",
    "#main/ipc",
    "#main/windows",
    "#contract/ipc",
    "#engine/errors",
    "#cli",
    "electron",
    ...node,
    "zod",
  ],
  "src/main/index.ts": ["#main/app"],

  "src/cli": [
    "#contract/data",
    "#engine/errors",
    "#engine/export",
    "#engine/figure",
    "#engine/series",
    ...node,
    "#engine/forecasters/catalogue",
    "#domain/dataset",
    "#domain/errors",
    "#domain/export",
    "#domain/forecast",
    "#domain/health",
    "#domain/model",
    "#domain/score",
    "#domain/series",
  ],
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
    "#domain/dataset",
    "#domain/model",
    "#domain/series",
  ],
  "src/renderer/bridge": [...ownRuntime, ...react, "#contract/ipc", "#contract/data", "#engine/checksum"],
  "src/renderer/charts": [...ownRuntime, ...react, "#contract/data", "#engine/figure", "plotly.js-basic-dist-min"],
  "src/domain/errors": [],
  "src/domain/export": ["#domain/forecast", "#domain/model", "#domain/score", "#domain/series"],
  "src/domain/series": ["#domain/errors"],
  "src/domain/score": ["#domain/forecast"],
  "src/domain/dataset": ["#domain/series"],
  "src/domain/device": [],
  "src/domain/model": ["#domain/device", "#domain/series"],
  "src/domain/forecast": ["#domain/model"],
  "src/domain/health": ["#domain/device", "#domain/model"],

  // Around the application.
  bench: [
    "../**",
    ...node,
    "#engine/*",
    "#contract/data",
    "onnxruntime-node",
    "vitest",
    "electron",
    "papaparse",
    "#engine/forecasters/catalogue",
    "#domain/*",
  ],
  e2e: ["../**", ...node, "@playwright/test", "@axe-core/playwright", "electron", "#contract/*", "#domain/*"],
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
