import { globSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { EngineError } from "#domain/errors";
import type { ForecastKey } from "#domain/forecast";
import type { ModelInfo } from "#domain/model";
import { defaultHorizon, formatFrequency, type Frequency } from "#domain/series";
import { everyFrequency } from "../domain/series/frequency-fixtures.ts";
import type { CliHost } from "./host.ts";
import { runCli } from "./run.ts";

const models = globSync("models/*/manifest.json").map((path) => {
  const { id, horizon } = JSON.parse(readFileSync(path, "utf8")) as {
    id: string;
    horizon: { max: number; native: number };
  };
  return { id, maxHorizonSteps: horizon.max, nativeHorizonSteps: horizon.native, levels: [0.1, 0.5, 0.9] };
});

async function askedOf(model: string, frequency: Frequency): Promise<number | undefined> {
  const asked: ForecastKey[] = [];
  const host: Partial<CliHost> = {
    models: () => models as unknown as ModelInfo[],
    warnings: () => [],
    windowCorrections: () => 0,
    importFile: async () => ({ handle: "d", warnings: [], series: [{ id: "s", frequency }] }) as never,
    forecast: (request) => {
      asked.push(request);
      return Promise.reject(new EngineError("series-too-short", "Only the question matters here."));
    },
  };
  const silent = { write: () => true };
  await runCli(["forecast", "a.csv", "--model", model], {
    stdout: silent,
    stderr: silent,
    signal: new AbortController().signal,
    now: () => 0,
    version: "1",
    startHost: async () => host as CliHost,
  });
  return asked[0]?.horizon;
}

test.each(models)("without --horizon $id is asked for the default one of every frequency", async (model) => {
  for (const frequency of everyFrequency) {
    const expected = defaultHorizon(frequency, model.maxHorizonSteps);
    expect(await askedOf(model.id, frequency), formatFrequency(frequency)).toBe(expected);
  }
});

test("bundled models are looked at", () => expect(models.length).toBeGreaterThanOrEqual(3));
