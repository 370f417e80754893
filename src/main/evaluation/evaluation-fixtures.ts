/** What the tests of the evaluation have in common. */
import type { Forecast } from "#domain/forecast";
import type { ChosenModel, ModelInfo } from "#domain/model";
import { type IngestedSeries, dayMs } from "#domain/series";
import { QueryCache } from "#engine/cache";
import type { ModelBacktestRequest, CombinedRequest } from "./evaluate-client.ts";
import { ModelSelection } from "./model-selection.ts";
import { NativeForecasts } from "./native-forecasts.ts";
import type { ForecastSource } from "./past-forecasts.ts";
import type { OpenData } from "./ports.ts";
import { StatisticalForecasts } from "./statistical-forecasts.ts";

/** Daily values 0, 1, 2 …, the first of them missing. */
export function seriesOf(steps: number, missing = 0): IngestedSeries {
  return {
    id: "s",
    frequency: { unit: "day", count: 1 },
    times: Float64Array.from({ length: steps }, (_, index) => index * dayMs),
    values: Float64Array.from({ length: steps }, (_, index) => (index < missing ? Number.NaN : index)),
    missing,
    seasonLengths: [7],
    isNonNegative: true,
    flags: { steps: {}, total: 0, spans: [] },
  };
}

export function modelOf(id: string, part: Partial<ModelInfo> = {}): ModelInfo {
  return {
    id,
    name: id.toUpperCase(),
    version: "1",
    sha256: "0",
    licence: "x",
    output: "quantiles",
    levels: [0.1, 0.5, 0.9],
    maxContextSteps: 64,
    nativeHorizonSteps: 8,
    maxHorizonSteps: 64,
    parameters: 1,
    sizeBytes: 1,
    source: "bundled",
    frequencies: "any",
    state: "ready",
    executionProvider: "cpu",
    ...part,
  };
}

/** One dataset, which holds these series; by whatever id the first is asked for. */
export function openData(first: IngestedSeries, ...others: IngestedSeries[]): OpenData {
  const dataset = { zone: null, series: [first, ...others], columns: [] };
  return {
    get: () => ({ dataset }),
    series: (_handle, id) => others.find((series) => series.id === id) ?? first,
  };
}

/** Every model stands for itself. */
export const nothingAdopted = { modelOf: ({ model }: { readonly model: string }): string => model };

export const levels = [0.1, 0.5, 0.9];

/** Forecasts whose quantiles are all their origin. */
export const originAsForecast: ForecastSource = {
  get: async ({ model, horizon, origin }) =>
    ({
      model: { id: model, sha256: "f" },
      executionProvider: "webgpu",
      origin,
      levels,
      quantiles: new Float32Array(3 * horizon).fill(origin),
    }) as unknown as Forecast,
};

export function emptyQueries(): QueryCache {
  return new QueryCache({ maxBytes: 1e6, ttlMs: 1e6, now: () => 0 });
}

/** Everything that makes native forecasts of one series, over an evaluate process that chooses and answers as it is told. */
export function nativeForecasts(
  series: IngestedSeries,
  {
    chosen = [{ model: "theta", weight: 1 }],
    known = [modelOf("n")],
    neural = originAsForecast,
  }: { chosen?: ChosenModel["members"]; known?: readonly ModelInfo[]; neural?: ForecastSource } = {},
) {
  const asked: ModelBacktestRequest[] = [];
  const combined: CombinedRequest[] = [];
  const ports = {
    evaluate: {
      forecast: async (request: CombinedRequest) => {
        combined.push(request);
        return new Float32Array(request.levels.length * request.horizon).fill(combined.length);
      },
      backtest: async (request: ModelBacktestRequest) => {
        asked.push(request);
        const choice = { members: chosen, reason: "Because.", origins: request.origins.length, ratio: 0.7 };
        return { models: [], choice };
      },
    },
    datasets: openData(series),
    models: { list: () => known, defaultModel: () => "n" },
    neural,
    queries: emptyQueries(),
  };
  const selection = new ModelSelection(ports);
  const statistical = new StatisticalForecasts(ports);
  return { selection, statistical, native: new NativeForecasts({ ...ports, selection, statistical }), asked, combined };
}
