import { expect, test } from "vitest";
import type { ExportContent, ExportedTotals, ExportManifest, ShownTotals } from "#domain/export";
import type { Forecast } from "#domain/forecast";
import type { CliHost } from "./host.ts";
import { runOn } from "./cli-fixtures.ts";

const days = [Date.UTC(2026, 0, 1), Date.UTC(2026, 0, 2)];
const model = { id: "n", version: "1", sha256: "f" };

function forecastOf(series: string): Forecast {
  return {
    ...{ dataset: "d", series, model, executionProvider: "cpu", horizon: 2, origin: 0, levels: [0.1, 0.5, 0.9] },
    ...{ quantiles: Float32Array.of(8, 8, 10, 10, 14, 14), times: Float64Array.from(days), actuals: null },
    ...{ anchor: { time: 0, value: 1 }, density: null, source: "computed" },
  };
}

const shown: ShownTotals = {
  ...{ model: "n", horizon: 2, stretch: { kind: "horizon" }, statistic: "sum", columns: [], series: null },
  ...{ isReconciled: true, plans: { a: 7 } },
};
const totals: ExportedTotals = { statistic: "sum", totals: [], reconciliation: null, notes: ["Few."] };
const manifest: ExportManifest = {
  ...{ app: "1", dataHash: "d", model, executionProvider: "cpu", preprocessing: "1" },
  settings: {
    ...{ horizon: 2, origin: 0, levels: [0.1, 0.5, 0.9], model: "n", bands: "native", coverage: false, series: ["a"] },
    ...{ title: "a", shownTotals: JSON.stringify(shown) },
    adjustments: "series,from,to,change,value,shape,range,note\r\na,2026-01-02,2026-01-02,set,7,pulse,keep,\r\n",
  },
};

test("totals that a window showed are made again, with what was put on top then", async () => {
  const written: ExportContent[] = [];
  const asked: Parameters<CliHost["shownTotals"]>[0][] = [];
  const host: Partial<CliHost> = {
    ...{ version: "1", bandwidth: "isj", defaultModel: () => "n", adoptedMethod: () => null, warnings: () => [] },
    models: () => [{ id: "n", nativeHorizonSteps: 12, maxHorizonSteps: 240, levels: [0.1, 0.5, 0.9] } as never],
    readManifest: async () => manifest,
    windowCorrections: () => 0,
    importFile: async () =>
      ({
        handle: "d",
        name: "a.csv",
        series: ["a", "b"].map((id) => ({ id, frequency: { unit: "day", count: 1 } })),
      }) as never,
    forecast: async ({ series }) => forecastOf(series),
    requantile: async (forecast) => forecast.quantiles,
    ...{ isNonNegative: () => true, isCount: () => false, preprocessingOf: () => "1" },
    clockOf: () => ({ zone: null, historyTimes: new Float64Array() }),
    shownTotals: async (wanted) => {
      asked.push(wanted);
      return totals;
    },
    withTemporary: (_ending, write) => write("again.json"),
    exportAside: async (_path, content) => void written.push(content),
    isSameFile: async () => true,
  };
  const { code, stderr, stdout } = await runOn(host, ["replay", "a.json", "a.csv", "--json"]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  expect(asked).toMatchObject([{ dataset: "d", bands: "native", totals: shown }]);
  const [first, other] = ["a", "b"].map((series) => asked[0]?.adjust(forecastOf(series)));
  expect(first).toMatchObject({ isSet: [false, true] });
  expect([...(first?.adjusted.quantiles ?? [])]).toEqual([8, 5, 10, 7, 14, 11]);
  expect(other).toMatchObject({ isSet: null });
  expect(written[0]?.decisions).toMatchObject({
    totals,
    adjustments: [{ series: "a", change: { kind: "set", value: 7 } }],
  });
  expect(JSON.parse(stdout)).toMatchObject({ identical: true, totals: [] });
});
