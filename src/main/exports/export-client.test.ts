import type { ExportedForecast } from "#domain/export";
import { describe, expect, it, vi } from "vitest";
import { checkedOfExport, type FromExport, type ToExport } from "#contract/worker";
import { toPlainError } from "#domain/errors";
import { requireIntact } from "#engine/checksum";
import { ExportClient, type ExportRequest } from "./export-client.ts";
import { FakeProcess } from "../processes/process-fixtures.ts";

vi.mock("electron", () => ({}));

const forecast: ExportedForecast = {
  dataset: "d",
  zone: null,
  series: "s",
  model: { id: "m", name: "Model", version: "1", sha256: "" },
  origin: 0,
  horizon: 2,
  frequency: { unit: "day", count: 1 },
  levels: [0.5],
  quantiles: Float32Array.of(1, 2),
  times: Float64Array.of(3, 4),
  actuals: null,
  anchor: { time: 2, value: 1 },
  historyTimes: Float64Array.of(1, 2),
  historyValues: Float64Array.of(0, Number.NaN),
};
const request: ExportRequest = {
  path: "/a.csv",
  title: "s",
  manifest: {
    app: "1",
    dataHash: "d",
    model: { id: "m", version: "1", sha256: "" },
    settings: {},
    executionProvider: "cpu",
    preprocessing: "1",
  },
  forecasts: [forecast],
};

/** Writes what arrives intact; `damage` sees each request on its way. */
function clientOf(damage: (forecast: ExportedForecast | undefined, attempt: number) => void) {
  const logged: string[] = [];
  const written: (readonly ExportedForecast[])[] = [];
  let attempts = 0;
  const fork = (): FakeProcess<ToExport, FromExport> => {
    const process = new FakeProcess<ToExport, FromExport>("export");
    process.onPosted = (message) => {
      const asked = structuredClone(message);
      if (asked.type !== "export") return;
      damage(asked.forecasts[0], (attempts += 1));
      try {
        requireIntact("forecasts", asked.checksum, ...checkedOfExport(asked.forecasts));
        written.push(asked.forecasts);
        process.say({ type: "written", id: asked.id, path: asked.path, bytes: 9 });
      } catch (error) {
        process.say({ type: "failed", id: asked.id, error: toPlainError(error) });
      }
    };
    return process;
  };
  const logger = {
    info: () => undefined,
    warn: () => undefined,
    error: (event: string): void => void logged.push(event),
  };
  return { client: new ExportClient({ entry: "/export.js", logger, fork }), logged, written };
}

describe("forecasts on their way into a file", () => {
  it.each<[string, (one: ExportedForecast) => void]>([
    ["a quantile", ({ quantiles }) => void (quantiles[1] = 2.000_000_2)],
    ["a time", ({ times }) => void (times[0] = 5)],
    ["a value of the history", ({ historyValues }) => void (historyValues[0] = 1)],
    ["the origin", (one) => void Object.assign(one, { origin: -1 })],
  ])("are refused when %s changes, and sent again", async (_, change) => {
    const { client, logged, written } = clientOf((one, attempt) => {
      if (attempt === 1 && one !== undefined) change(one);
    });
    await client.write(request);
    expect(written).toEqual([[forecast]]);
    expect(logged).toEqual(["damaged-in-transit"]);
    await client.stop(0);
  });

  it("are an error in words when they change again, and nothing is written", async () => {
    const { client, written } = clientOf((one) => void one?.quantiles.fill(0));
    await expect(client.write(request)).rejects.toMatchObject({ code: "damaged-in-transit" });
    expect(written).toEqual([]);
    await client.stop(0);
  });
});
