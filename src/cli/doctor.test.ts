import { expect, test } from "vitest";
import type { Doctor, Health } from "#domain/health";
import type { CliHost } from "./host.ts";
import { runCli } from "./run.ts";

const queue = { waiting: 0, running: 0, oldestMs: 0, done: 0 };
const health: Health = {
  ...{ status: "ok", load: 0, loadLevel: "idle", forecastsPerSecond: 0 },
  queues: { user: queue, evaluation: queue, background: queue, density: queue },
  ...{ counts: { hit: 3 }, latencyMs: {}, caches: {}, questions: {}, workers: [] },
};
const doctor: Doctor = {
  ...{ versions: { fantail: "1.2.3" }, device: "auto", providers: [], models: [], modelDefaults: {}, limits: {} },
  ...{
    folders: { cache: "/home/anna/cache" },
    settings: [{ key: "bands", title: "Ranges", value: "Corrected", isManaged: true }],
    policies: { lines: [], sources: [], conflicts: [] },
    policy: { network: false },
    health,
  },
};
const tier = { items: 0, bytes: 0 };
const usage = { folder: "/home/anna/cache", bytes: 0, maxBytes: 1, datasets: 1, forecasts: 0, files: 0, problem: null };
const kept = {
  dataset: "d",
  name: "payroll.csv",
  series: 1,
  seriesNames: ["wages"],
  models: ["m"],
  forecasts: 2,
  bytes: 9,
};

async function run(...words: string[]): Promise<string> {
  let out = "";
  const code = await runCli(["doctor", ...words], {
    stdout: { write: (text) => (out += text) },
    stderr: { write: () => undefined },
    signal: new AbortController().signal,
    now: () => 0,
    version: "1.2.3",
    startHost: async () =>
      ({
        doctor: async () => doctor,
        warnings: () => [],
        cache: {
          info: () => ({
            ...usage,
            ...{
              tiers: { forecasts: tier, series: tier, datasets: tier, answers: tier },
              memoryBytes: 0,
              maxMemoryBytes: 1,
            },
          }),
          list: async () => [{ ...kept, usedMs: 0, isPinned: false }],
        },
      }) as unknown as CliHost,
  });
  expect(code).toBe(0);
  return out;
}

test("prints the report of the window's diagnostics, with what the user named", async () => {
  const text = await run();
  expect(text).toMatch(/^Fantail diagnostics, \d{4}-.* With names/);
  for (const part of [
    "fantail 1.2.3",
    "status ok",
    "payroll.csv (wages)",
    "cache: /home/anna/cache",
    "bands: Corrected, managed",
  ])
    expect(text).toContain(part);
});

test("leaves out what the user named where that is wanted", async () => {
  const text = await run("--without-names");
  for (const name of ["anna", "payroll", "wages"]) expect(text).not.toContain(name);
  expect(text).toContain("dataset 1: 1 series, 2 forecasts");
});

test("as JSON is what the machine says of itself", async () => {
  expect(JSON.parse(await run("--json"))).toEqual(doctor);
});
