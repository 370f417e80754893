import { expect, test } from "vitest";
import { CancelledError, EngineError } from "#domain/errors";
import type { Forecast } from "#domain/forecast";
import type { PastEvidence } from "#domain/score";
import type { IngestedSeries } from "#domain/series";
import { Overviews, type OverviewsPorts } from "./overviews.ts";

const { signal } = new AbortController();
const about = { dataset: "d", model: "m", horizon: 2, bands: "native" as const };

function seriesOf(id: string): IngestedSeries {
  return {
    id,
    frequency: { unit: "month", count: 1 },
    times: Float64Array.of(0, 1, 2, 3),
    values: Float64Array.of(1, 2, 3, 4),
    missing: 0,
    seasonLengths: [],
    isNonNegative: true,
    flags: { steps: {}, total: 0, spans: [] },
  };
}

const evidence = {
  meanError: 1.5,
  skill: null,
  range: { level: 0.8, coverage: 0.7, steps: 20, origins: 10, effectiveSteps: 9, margin: 0.1, verdict: "too-narrow" },
} as unknown as PastEvidence;

function setUp(fail: (series: string) => Error | null = () => null, found: PastEvidence | null = evidence) {
  const asked: Parameters<OverviewsPorts["forecasts"]["get"]>[0][] = [];
  const overviews = new Overviews({
    datasets: { get: () => ({ dataset: { series: ["a", "b", "c"].map(seriesOf) } }) },
    forecasts: {
      get: async (request) => {
        asked.push(request);
        const error = fail(request.series);
        if (error !== null) throw error;
        return {
          ...request,
          model: { id: "made by" },
          levels: [0.1, 0.5, 0.9],
          quantiles: Float32Array.of(1, 2, 3, 4, 5, 6),
          times: Float64Array.of(4, 5),
        } as unknown as Forecast;
      },
    },
    coverage: {
      evidence: async ({ series }) => {
        const error = fail(series);
        if (error !== null) throw error;
        return found;
      },
    },
  });
  return { overviews, asked };
}

test("rows come in the order of the request, from the end of the data, behind what users wait for", async () => {
  const { overviews, asked } = setUp();
  const rows = await overviews.forecasts({ ...about, places: [2, 0] }, signal);
  expect(asked.map(({ series, origin, level, view }) => [series, origin, level, view])).toEqual([
    ["c", 0, "evaluation", null],
    ["a", 0, "evaluation", null],
  ]);
  expect([...rows.lower, ...rows.median, ...rows.upper]).toEqual([2, 2, 4, 4, 6, 6]);
  expect([...rows.time]).toEqual([5, 5]);
  expect([...rows.base]).toEqual([4, 4]);
  expect(rows.models).toEqual(["made by", "made by"]);
});

test("what can't be forecast is a problem of its row alone", async () => {
  const { overviews } = setUp((id) => (id === "b" ? new EngineError("series-too-short", "Too short.") : null));
  const rows = await overviews.forecasts({ ...about, places: [0, 1, 2] }, signal);
  expect(rows.problems).toEqual([{ row: 1, error: { code: "series-too-short", message: "Too short." } }]);
  expect([...rows.median]).toEqual([4, Number.NaN, 4]);
});

test("a cancelled request gives no rows, and a place that there is not is refused", async () => {
  const { overviews } = setUp(() => new CancelledError("user"));
  await expect(overviews.forecasts({ ...about, places: [0] }, signal)).rejects.toThrow(CancelledError);
  await expect(overviews.evidence({ ...about, places: [9], pace: "now" }, signal)).rejects.toMatchObject({
    code: "series-not-found",
  });
});

test.each([
  [evidence, "now", 1, "too-narrow"],
  [null, "now", 1, null],
  [null, "known", 0, null],
] as const)("evidence %# at the pace %s", async (found, pace, isKnown, verdict) => {
  const { overviews } = setUp(() => null, found);
  const rows = await overviews.evidence({ ...about, places: [1], pace }, signal);
  expect([...rows.isKnown]).toEqual([isKnown]);
  expect(rows.verdicts).toEqual([verdict]);
  expect([...rows.error, ...rows.skill]).toEqual(found === null ? [Number.NaN, Number.NaN] : [1.5, Number.NaN]);
});
