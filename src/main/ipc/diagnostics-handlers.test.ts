import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import type { Doctor, LogPart } from "#domain/health";
import { healthOf } from "../core/health.ts";
import { PageTimes } from "../core/page-times.ts";
import { diagnosticsHandlers } from "./diagnostics-handlers.ts";
import { RequestCounts } from "./request-counts.ts";

const context = { requestId: "r", signal: new AbortController().signal, sender: {} as Electron.WebContents };

function setUp() {
  const requestCounts = new RequestCounts(() => 0);
  const pageTimes = new PageTimes();
  const folder = mkdtempSync(join(tmpdir(), "fantail-handlers-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const copied: string[] = [];
  const [shown, removed]: [string[], string[]] = [[], []];
  const health = () => healthOf("ok", [pageTimes.health()]);
  const part: LogPart = {
    file: "current",
    from: 0,
    to: 1,
    lines: [{ time: "", level: "info", event: "a", fields: "" }],
  };
  const usage = { folder: "/home/me", bytes: 0, maxBytes: 1, datasets: 0, forecasts: 0, files: 0, problem: null };
  const none = { items: 0, bytes: 0 };
  const tiers = { forecasts: none, series: none, datasets: none, answers: none };
  const doctor: Doctor = {
    ...{
      versions: {},
      device: "auto",
      providers: [],
      models: [],
      modelDefaults: {},
      limits: {},
      settings: [],
      policies: { lines: [], sources: [], conflicts: [] },
      policy: {},
    },
    folders: { cache: "/home/me" },
    health: health(),
  };
  const handlers = diagnosticsHandlers({
    diagnostics: { doctor: async () => doctor, live: () => ({ health: health(), paused: [], uptimeMs: 5 }) },
    pageTimes,
    cache: { info: () => ({ ...usage, tiers, memoryBytes: 0, maxMemoryBytes: 1 }), list: async () => [] },
    log: { read: async () => part },
    crashes: {
      list: async () => [],
      pathOf: (id) => join(folder, id),
      remove: async (id) => void removed.push(id),
    },
    requestCounts,
    metrics: () => [{ pid: 1, type: "Browser", memory: { workingSetSize: 10 }, cpu: { percentCPUUsage: 0 } }],
    writeClipboard: (text) => void copied.push(text),
    showInFolder: (path) => void shown.push(path),
    wallNow: () => 0,
  });
  return { handlers, requestCounts, copied, shown, removed, folder };
}

test("live figures are those of the core, the requests and the processes together", async () => {
  const { handlers, requestCounts } = setUp();
  for (const outcome of ["answered", "failed", "cancelled"] as const) requestCounts.add(outcome);
  const times = [
    { kind: "firstChart", ms: 700 },
    { kind: "cachedChart", ms: 20 },
  ] as const;
  await handlers["diagnostics:measured"]({ times: [...times, { kind: "cachedChart", ms: 30 }] }, context);
  expect(await handlers["diagnostics:live"]({}, context)).toMatchObject({
    health: { latencyMs: { firstChart: { count: 1 }, cachedChart: { count: 2, p99: 30 } } },
    requests: { answered: 2, failed: 1, cancelled: 1 },
    processes: [{ name: "main", memoryBytes: 10 * 1024 }],
    uptimeMs: 5,
  });
});

test("a report goes to the clipboard, with folders only where names are wanted", async () => {
  const { handlers, copied } = setUp();
  const { lines } = await handlers["diagnostics:copy"]({ hasNames: false }, context);
  await handlers["diagnostics:copy"]({ hasNames: true }, context);
  expect(copied[0]?.split("\n")).toHaveLength(lines + 1);
  expect(copied.map((text) => text.includes("/home/me"))).toEqual([false, true]);
});

test("the report of a crash is shown, copied and deleted by its name", async () => {
  const { handlers, copied, shown, removed, folder } = setUp();
  expect(await handlers["crashes:list"]({}, context)).toEqual({ reports: [] });
  writeFileSync(join(folder, "crash-1.txt"), "what happened");
  for (const act of ["copy", "show", "delete"] as const)
    await handlers["crashes:act"]({ id: "crash-1.txt", act }, context);
  expect([copied, shown, removed]).toEqual([["what happened"], [join(folder, "crash-1.txt")], ["crash-1.txt"]]);
});
