import { expect, test } from "vitest";
import { EngineError } from "#domain/errors";
import type { Forecast } from "#domain/forecast";
import type { ModelInfo } from "#domain/model";
import type { MeasuredCoverage } from "#domain/score";
import type { CliHost } from "./host.ts";
import { runOn } from "./cli-fixtures.ts";

const measured: MeasuredCoverage = {
  coverage: { "0.5": 0.5, "0.8": 0.62, "0.95": 0.9 },
  steps: 480,
  origins: 40,
  skill: 0.21,
  range: {
    level: 0.8,
    coverage: 0.62,
    steps: 480,
    origins: 40,
    effectiveSteps: 200,
    margin: 0.06,
    verdict: "too-narrow",
  },
  rangeAsModelled: null,
};
const model = {
  id: "n",
  nativeHorizonSteps: 12,
  maxHorizonSteps: 240,
  levels: [0.1, 0.5, 0.9],
} as unknown as ModelInfo;

/** What `forecast` prints of so many monthly series. */
async function run(args: readonly string[], series: number, part: Partial<CliHost> = {}) {
  const asked: string[] = [];
  const frequency = { unit: "month", count: 1 } as const;
  const host: Partial<CliHost> = {
    version: "1",
    bandwidth: "isj",
    models: () => [model],
    defaultModel: () => "n",
    adoptedMethod: () => null,
    warnings: () => [],
    windowCorrections: () => 0,
    importFile: async () =>
      ({
        handle: "d",
        warnings: [],
        name: "a.csv",
        series: Array.from({ length: series }, (_, index) => ({ id: `s${index}`, frequency })),
      }) as never,
    forecast: async ({ series: id, horizon, origin }) =>
      ({
        dataset: "d",
        series: id,
        model: { id: "n", version: "1", sha256: "f" },
        executionProvider: "cpu",
        horizon,
        origin,
        levels: [0.1, 0.5, 0.9],
        quantiles: new Float32Array(3 * horizon),
        times: new Float64Array(horizon),
        actuals: null,
        warnings: [{ code: "horizon-beyond-history", message: "Far." }],
      }) as unknown as Forecast,
    wholeCoverage: async (key) => {
      asked.push(key.series);
      return measured;
    },
    clockOf: () => ({ zone: null, historyTimes: new Float64Array() }),
    preprocessingOf: () => "1",
    ...part,
  };
  return { ...(await runOn(host, ["forecast", "a.csv", ...args])), asked };
}

test("how the ranges did in the past stands below the table, with a warning of what the past can't show", async () => {
  const { stdout, stderr } = await run(["--horizon", "2"], 1);
  expect(stdout).toContain("s0: In past forecasts the 80\u00A0% range contained 62\u00A0% of 480 values: too narrow");
  expect(stdout).toContain("s0: Error 21\u00A0% lower than repeating the last season, in 40 past forecasts");
  expect(stderr).toContain("s0: Far.");
});

test("each series is forecast by what was adopted for it; the default stands in, and it is said", async () => {
  const models: string[] = [];
  const adopted = (await run(["--horizon", "2", "--model", "adopted", "--json"], 3, {
    adoptedMethod: (_dataset, series) => (series === "s1" ? "ses:alpha=0.3+log" : null),
    forecast: async ({ model: id, series, horizon }) => {
      models.push(`${series} ${id}`);
      return {
        ...{
          dataset: "d",
          series,
          model: { id, version: "1", sha256: "" },
          executionProvider: "cpu",
          horizon,
          origin: 0,
        },
        ...{ levels: [0.1, 0.5, 0.9], quantiles: new Float32Array(3 * horizon), times: new Float64Array(horizon) },
        actuals: null,
      } as unknown as Forecast;
    },
  })) satisfies { stdout: string; stderr: string };
  expect(models).toEqual(["s0 n", "s1 ses:alpha=0.3+log", "s2 n"]);
  expect(adopted.stderr).toContain('No method was adopted for "s0" and 1 other series: the default model was used.');
  const document = JSON.parse(adopted.stdout);
  expect(document.forecasts.map((one: { model: string }) => one.model)).toEqual(["n", "ses:alpha=0.3+log", "n"]);
  expect(document.manifest.settings.model).toBe("adopted");
  const alike = await run(["--horizon", "2", "--model", "adopted", "--json"], 2, { adoptedMethod: () => "n" });
  expect(alike.stderr).not.toContain("No method was adopted");
  expect(JSON.parse(alike.stdout).manifest.settings.model).toBe("n");
});

test("a configured model is read before anything is done, and it is said what is wrong with it", async () => {
  const { code, stderr } = await run(["--horizon", "2", "--model", "ses:alpha=7"], 1);
  expect(code).toBe(2);
  expect(stderr).toContain("from 0.0001 to 0.9999, not 7.");
});

test("JSON has the judged evidence, the skill and the warnings", async () => {
  const { stdout } = await run(["--horizon", "2", "--json"], 1);
  expect(JSON.parse(stdout)).toMatchObject({
    manifest: { settings: { coverage: true } },
    forecasts: [{ series: "s0", measured }],
    warnings: [{ series: "s0", code: "horizon-beyond-history", message: "Far." }],
  });
});

test.each([
  ["few series", ["--horizon", "12"], 50, 50],
  ["many series", ["--horizon", "12"], 51, 0],
  ["a horizon of many blocks", ["--horizon", "240"], 1, 0],
  ["many series, where it was asked for", ["--horizon", "12", "--coverage"], 51, 51],
  ["corrected ranges in any case", ["--horizon", "12", "--bands", "calibrated"], 51, 51],
  ["few series, drawn once", ["--horizon", "12", "--once"], 2, 0],
  ["drawn once, where it was asked for", ["--horizon", "12", "--once", "--coverage"], 2, 2],
] as const)("the past is looked at: %s", async (_what, args, series, looked) => {
  const { asked, stderr, stdout } = await run([...args, "--json"], series);
  expect(asked).toHaveLength(looked);
  expect(stderr.includes("--coverage does")).toBe(looked === 0);
  expect(JSON.parse(stdout)).toMatchObject({ manifest: { settings: { coverage: looked > 0 } } });
});

test.each([
  [[], false],
  [["--once"], true],
] as const)("with %j the file is read for one forecast: %s", async (args, isOneShot) => {
  const wanted: boolean[] = [];
  const dataset = {
    handle: "d",
    name: "a.csv",
    warnings: [],
    series: [{ id: "s0", frequency: { unit: "month", count: 1 } }],
  };
  await run(args, 1, {
    importFile: async (_path, _options, control) => {
      wanted.push(control.isOneShot);
      return dataset as never;
    },
  });
  expect(wanted).toEqual([isOneShot]);
});

test("a command makes no correction of the window's, and says so", async () => {
  const { code, stderr } = await run(["--horizon", "2"], 1, { windowCorrections: () => 2 });
  expect(code).toBe(0);
  expect(stderr).toContain("The window has 2 corrections of a.csv. Commands read the file as it is.");
  expect((await run(["--horizon", "2"], 1)).stderr).not.toContain("correction");
});

test("a past that can't be looked at does not cost the forecast", async () => {
  const late = new EngineError("timed-out", "One fit took too long.");
  const { code, stdout } = await run(["--horizon", "2", "--json"], 1, { wholeCoverage: () => Promise.reject(late) });
  expect(code).toBe(0);
  expect(Object.keys(JSON.parse(stdout) as object)).toEqual(["manifest", "forecasts", "warnings"]);
});

test("a model that was made for what the file holds is offered, unless one was named", async () => {
  const glucose = { ...model, id: "g", quantity: "glucose", frequencies: ["month"], state: "ready" } as ModelInfo;
  const part: Partial<CliHost> = {
    models: () => [model, glucose],
    importFile: async () =>
      ({
        handle: "d",
        warnings: [],
        name: "a.csv",
        series: [{ id: "s0", quantity: "glucose", frequency: { unit: "month", count: 1 } }],
      }) as never,
  };
  const { stderr } = await run(["--horizon", "2"], 1, part);
  expect(stderr).toContain("There is a model made for glucose: --model g, up to 240 months ahead.");
  expect((await run(["--horizon", "2", "--model", "n"], 1, part)).stderr).not.toContain("made for");
});

test("parts of a run have each series once, and say the same of the run", async () => {
  const parts = await Promise.all(
    [1, 2, 3].map((part) => run(["--horizon", "2", "--shard", `${part}/3`, "--json"], 20)),
  );
  const documents = parts.map(({ stdout }) => JSON.parse(stdout));
  const all: string[] = documents.flatMap(({ forecasts }) => forecasts.map((one: { series: string }) => one.series));
  expect(all.toSorted()).toEqual(Array.from({ length: 20 }, (_, at) => `s${at}`).toSorted());
  const settings = documents.map(({ manifest }) => ({ ...manifest.settings, shard: "" }));
  expect(settings[1]).toEqual(settings[0]);
  expect(settings[2]).toEqual(settings[0]);
  expect(documents[2].manifest.settings).toMatchObject({ shard: "3/3", wholeData: "d", model: "default" });
  // Whether the past is looked at follows from all series, so that it is looked at in all parts or in none.
  expect(parts.flatMap(({ asked }) => asked).toSorted()).toEqual(all.toSorted());
});

test("a part without series is done; one that lost a series on its machine has to run again", async () => {
  const empty = await run(["--horizon", "2", "--shard", "1/1", "--json"], 0);
  expect([empty.code, JSON.parse(empty.stdout).forecasts]).toEqual([0, []]);
  const failing = (code: "series-too-short" | "worker-crashed" | "model-refused", isAll: boolean) =>
    run(["--horizon", "2", "--shard", "1/1", "--json"], 2, {
      wholeCoverage: async () => null,
      forecast: async ({ series, horizon, origin, dataset }) => {
        if (isAll || series === "s0") throw new EngineError(code, "No.");
        return {
          ...{ dataset, series, horizon, origin, model: { id: "n", version: "1", sha256: "f" }, actuals: null },
          ...{ executionProvider: "cpu", levels: [0.5], quantiles: new Float32Array(2), times: new Float64Array(2) },
        } as unknown as Forecast;
      },
    });
  const codes = [];
  for (const code of ["series-too-short", "worker-crashed", "model-refused"] as const)
    for (const isAll of [false, true]) codes.push((await failing(code, isAll)).code);
  expect(codes).toEqual([0, 0, 70, 70, 0, 69]);
});
