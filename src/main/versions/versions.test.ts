import { expect, test } from "vitest";
import type { EvaluateClient } from "#main/evaluation";
import type { FromEvaluate } from "#contract/worker";
import type { ComparedSide } from "#domain/difference";
import { CancelledError, EngineError } from "#domain/errors";
import type { Forecast } from "#domain/forecast";
import { dayMs, type IngestedSeries } from "#domain/series";
import { answer } from "../../worker/evaluate/work.ts";
import { Versions, type VersionsProgress, type VersionsRequest } from "./versions.ts";

const levels = [0.1, 0.5, 0.9];

function seriesOf(id: string, values: readonly number[]): IngestedSeries {
  return {
    id,
    frequency: { unit: "day", count: 1 },
    times: Float64Array.from(values, (_, step) => step * dayMs),
    values: Float64Array.from(values),
    missing: 0,
    seasonLengths: [],
    isNonNegative: true,
    flags: { steps: {}, total: 0, spans: [] },
  };
}

/** The evaluate process's own code, without the process. */
async function evaluated<T extends FromEvaluate["type"]>(
  type: T,
  request: object,
): Promise<Extract<FromEvaluate, { type: T }>> {
  return answer({ type, id: 1, ...request } as Parameters<typeof answer>[0], () => 0) as Extract<
    FromEvaluate,
    { type: T }
  >;
}

/** Two files; every forecast is the last value, one up or down at 80 %. */
function setUp(
  files: Readonly<Record<string, { readonly zone?: string; readonly series: readonly IngestedSeries[] }>>,
  fail: (series: string) => Error | null = () => null,
) {
  const asked: string[] = [];
  const models: string[] = [];
  const messages: number[] = [];
  const evaluate: Pick<EvaluateClient, "valuesDiffer" | "bandsDiffer"> = {
    valuesDiffer: async (request) => {
      messages.push(request.pairs.length);
      return (await evaluated("values-differ", request)).pairs;
    },
    bandsDiffer: async (request) => (await evaluated("bands-differ", request)).pairs,
  };
  const seriesIn = (handle: string): ReadonlyMap<string, IngestedSeries> =>
    new Map(files[handle]?.series.map((one) => [one.id, one]));
  const versions = new Versions({
    evaluate,
    datasets: { get: (handle) => ({ dataset: { zone: files[handle]?.zone ?? null }, series: seriesIn(handle) }) },
    models: { list: () => [{ id: "short", maxHorizonSteps: 2 }] },
    forecasts: {
      get: async ({ dataset, series: id, horizon, model, bands }) => {
        asked.push(`${dataset} ${id} ${horizon}`);
        models.push(`${model} ${bands}`);
        const error = fail(id);
        if (error !== null) throw error;
        const { times, values } = seriesIn(dataset).get(id) as IngestedSeries;
        const [final = 0] = values.slice(-1);
        // Another model is one further up.
        const last = final + (model === "higher" ? 1 : 0);
        const end = times.at(-1) ?? 0;
        return {
          levels,
          quantiles: Float32Array.from([-1, 0, 1].flatMap((by) => Array.from({ length: horizon }, () => last + by))),
          times: Float64Array.from({ length: horizon }, (_, step) => end + (step + 1) * dayMs),
        } as unknown as Forecast;
      },
    },
  });
  const request: VersionsRequest = { earlier: sideOf("old"), later: sideOf("new"), horizon: 3, level: null };
  const compare = (
    changes: Partial<VersionsRequest> = {},
    onProgress: (progress: VersionsProgress) => void = () => {},
  ) => versions.compare({ ...request, ...changes }, { signal: new AbortController().signal, onProgress });
  return { compare, asked, models, messages };
}

function sideOf(dataset: string, part: Partial<ComparedSide> = {}): ComparedSide {
  return { dataset, model: "m", bands: "native", ...part };
}

test("what changed in the values and in the forecasts comes series by series", async () => {
  const { compare, asked } = setUp({
    old: { series: [seriesOf("grown", [1, 2, 3]), seriesOf("same", [1, 2]), seriesOf("gone", [1])] },
    new: { series: [seriesOf("come", [1]), seriesOf("same", [1, 2]), seriesOf("grown", [1, 2, 3, 8])] },
  });
  const { rows, zonesDiffer } = await compare({ level: 5 });
  expect(rows.map(({ series, isIn }) => [series, isIn])).toEqual([
    ["come", "later"],
    ["same", "both"],
    ["grown", "both"],
    ["gone", "earlier"],
  ]);
  const grown = rows.find(({ series }) => series === "grown");
  expect(grown?.values).toMatchObject({ kind: "extended", appended: 1 });
  expect(grown?.bands).toMatchObject({ steps: 2, meanShift: 5, relativeShift: 5 });
  expect(grown?.bands?.crossing?.later).toBeGreaterThan(grown?.bands?.crossing?.earlier ?? 1);
  // 3 was forecast, and 8 came.
  expect(grown?.outcome).toMatchObject({ steps: 1, inside80: 0, bias: -5, mase: 5 });
  expect(rows.find(({ series }) => series === "same")).toMatchObject({ values: { kind: "same" }, bands: null });
  // Of the same values no forecast is asked for.
  expect(asked.toSorted()).toEqual(["new grown 3", "old grown 3"]);
  expect(zonesDiffer).toBe(false);
});

test("a series that can't be forecast says why, and the others are compared", async () => {
  const { compare } = setUp(
    {
      old: { series: [seriesOf("a", [1, 2, 3]), seriesOf("b", [1, 2, 3])] },
      new: { series: [seriesOf("a", [1, 2, 4]), seriesOf("b", [1, 2, 4])] },
    },
    (series) => (series === "a" ? new EngineError("series-too-short", "Too short.") : null),
  );
  const { rows } = await compare();
  expect(rows.map(({ unforecast, bands }) => [unforecast, bands?.meanShift])).toEqual([
    ["Too short.", undefined],
    [null, 1],
  ]);
  expect(rows[0]?.values?.kind).toBe("revised");
});

test("of one dataset two models are compared, where a search found others those, and where both are one nothing is forecast", async () => {
  const { compare, asked, models, messages } = setUp({
    one: { series: [seriesOf("a", [1, 2, 3]), seriesOf("b", [1, 2]), seriesOf("toString", [5])] },
  });
  const found = { b: "m", toString: "higher" };
  const { rows } = await compare({
    earlier: sideOf("one", { bands: "calibrated" }),
    later: sideOf("one", { bands: "calibrated", model: "higher", models: found }),
    level: 4,
  });
  expect(rows.map(({ series, values, bands }) => [series, values, bands?.meanShift])).toEqual([
    ["a", null, 1],
    ["b", null, undefined],
    ["toString", null, 1],
  ]);
  expect(rows[0]?.bands?.crossing).toMatchObject({ level: 4 });
  expect(messages).toEqual([]);
  expect(asked).toHaveLength(4);
  expect(new Set(models)).toEqual(new Set(["m calibrated", "higher calibrated"]));
});

test("the model's own ranges stand beside calibrated ones", async () => {
  const { compare, models } = setUp({ one: { series: [seriesOf("a", [1, 2, 3])] } });
  const { rows } = await compare({ earlier: sideOf("one"), later: sideOf("one", { bands: "calibrated" }) });
  expect(rows[0]?.bands).toMatchObject({ meanShift: 0, widthRatio: 1 });
  expect(models.toSorted()).toEqual(["m calibrated", "m native"]);
});

test("cancelled, it ends as cancelled", async () => {
  const { compare } = setUp(
    { old: { series: [seriesOf("a", [1, 2])] }, new: { series: [seriesOf("a", [1, 3])] } },
    () => new CancelledError("user"),
  );
  await expect(compare()).rejects.toThrow(CancelledError);
});

test("files without a series in common are refused, and other zones are said", async () => {
  const { compare } = setUp({
    old: { series: [seriesOf("a", [1])], zone: "UTC" },
    new: { series: [seriesOf("b", [1])] },
    moved: { series: [seriesOf("a", [1])] },
  });
  await expect(compare()).rejects.toMatchObject({ code: "wrong-arguments" });
  expect((await compare({ later: sideOf("moved") })).zonesDiffer).toBe(true);
});

test("however many series there are, each message is bounded, and the horizon fits the model", async () => {
  const many = (last: number): IngestedSeries[] =>
    Array.from({ length: 150 }, (_, place) => seriesOf(`s${place}`, [1, 2, last]));
  const { compare, asked, messages } = setUp({ old: { series: many(3) }, new: { series: many(4) } });
  const done: number[] = [];
  const report = await compare({ earlier: sideOf("old", { model: "short" }), horizon: null }, (progress) =>
    done.push(progress.done),
  );
  expect(messages).toEqual([64, 64, 22]);
  expect(done).toEqual([64, 128, 150]);
  expect(report.rows).toHaveLength(150);
  expect(new Set(asked.map((one) => one.split(" ")[2]))).toEqual(new Set(["2"]));
});
