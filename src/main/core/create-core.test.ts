import { EventEmitter } from "node:events";
import { globSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { AnyEvent } from "#contract/ipc";
import { openUserDatabase, type UserDatabase } from "#main/database";
import { datasetOf, regularSeries } from "../datasets/ingest-fixtures.ts";
import { createCore } from "./create-core.ts";

/** Utility processes that say that they are ready, and end when they are asked to. */
const { forked, fork } = vi.hoisted(() => {
  const forked: { readonly name: string; isGone: boolean }[] = [];
  const fork = (_entry: string, _args: readonly string[], { serviceName }: { serviceName: string }) => {
    const entry = { name: serviceName, isGone: false };
    forked.push(entry);
    const child = new EventEmitter();
    queueMicrotask(() => child.emit("message", { type: "ready" }));
    return Object.assign(child, {
      postMessage: ({ type }: { type: string }) => {
        if (type !== "stop") return;
        entry.isGone = true;
        child.emit("exit", 0);
      },
    });
  };
  return { forked, fork };
});
vi.mock("electron", () => ({
  default: {
    app: { isPackaged: true, getAppMetrics: () => [] },
    utilityProcess: { fork },
    MessageChannelMain: class {
      readonly port1 = { close: () => undefined };
      readonly port2 = { close: () => undefined };
    },
  },
}));

let folder: string;
let database: UserDatabase;
beforeEach(() => {
  forked.length = 0;
  folder = mkdtempSync(join(tmpdir(), "fantail-core-"));
});
afterEach(() => {
  database.close();
  rmSync(folder, { recursive: true });
});

function create() {
  const events: AnyEvent[] = [];
  const log: string[] = [];
  const note = (event: string): void => void log.push(event);
  const logger = { info: note, warn: note, error: note };
  ({ database } = openUserDatabase({ folder: join(folder, "user"), logger, wallNow: Date.now, repairs: false }));
  const core = createCore({
    paths: {
      workers: join(folder, "workers"),
      models: join(folder, "models"),
      ownModels: join(folder, "own"),
      devices: join(folder, "devices.json"),
      cache: join(folder, "cache"),
      logs: join(folder, "logs"),
      database: join(folder, "user"),
    },
    runsJobsFor: "window",
    logger,
    version: "1.0.0",
    onEvent: (event) => events.push(event),
    settings: { current: {}, update: async () => undefined },
    database,
  });
  return { core, events, log };
}

test("every part that starts stops, and every process is in the health", () => {
  const { core } = create();
  const { parts } = core.lifecycle;
  expect(parts.filter(({ start, stop }) => start !== undefined && stop === undefined)).toEqual([]);
  const entries = globSync("*/entry.ts", { cwd: join(import.meta.dirname, "../../worker") });
  expect(entries.length).toBeGreaterThan(0);
  const names = core.diagnostics.health().workers.map(({ name }) => name.replace(/-\d+$/, ""));
  expect(new Set(names)).toEqual(new Set(entries.map((entry) => basename(dirname(entry)))));
  expect(forked).toEqual([]);
});

test("a start without any model fails, and every process that it started is ended", async () => {
  const { core, log } = create();
  await expect(core.lifecycle.start()).rejects.toMatchObject({ code: "model-damaged" });
  expect(new Set(forked.map(({ name }) => name.replace(/-\d+$/, "")))).toEqual(new Set(["density", "inference"]));
  expect(forked.filter(({ isGone }) => !isGone)).toEqual([]);
  expect(core.diagnostics.health()).toMatchObject({ status: "stopping", loadLevel: "idle" });
  expect(log).not.toContain("shutdown-step-failed");
});

test("what is asked for after the stop is refused", async () => {
  const { core } = create();
  await core.lifecycle.stop();
  const refused = { code: "shutting-down" };
  const control = { signal: new AbortController().signal };
  await expect(core.reader.readFile(join(folder, "a.csv"), {}, control)).rejects.toMatchObject(refused);
  await expect(core.exporter.readManifest(join(folder, "a.csv"))).rejects.toMatchObject(refused);
  const series = regularSeries("s", new Float64Array(60));
  core.datasets.open(datasetOf("h", series), {});
  const target = { dataset: "h", series: "s" };
  const backtest = { targets: [target], horizon: 1, origins: 1, stride: 1, models: ["ets"] };
  const progress = { ...control, onProgress: () => undefined };
  await expect(core.backtests.run(backtest, progress)).rejects.toMatchObject(refused);
  await expect(core.residuals.report(target, "ets", control.signal)).rejects.toMatchObject(refused);
  await expect(core.lifecycle.start()).rejects.toMatchObject(refused);
  expect(forked).toEqual([]);
});
