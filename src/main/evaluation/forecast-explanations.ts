/** What a forecast is made of. */
import { EngineError } from "#domain/errors";
import type { KeptForecast } from "#domain/difference";
import type { Forecast, ForecastKey } from "#domain/forecast";
import {
  type ForecastChange,
  type ForecastExplanation,
  type FittedInfluences,
  influencedModel,
} from "#domain/influence";
import type { IngestedSeries } from "#domain/series";
import { changeSince } from "#engine/influences";
import type { EvaluateClient } from "./evaluate-client.ts";
import type { InfluencedForecasts } from "./influenced-forecasts.ts";
import { evaluated, seasonOf } from "./past-forecasts.ts";
import type { OpenData } from "./ports.ts";

export interface ForecastExplanationPorts {
  readonly datasets: OpenData;
  readonly evaluate: Pick<EvaluateClient, "forecastParts">;
  readonly influenced: Pick<InfluencedForecasts, "fitted">;
  /** What is in use for a dataset; null for none. */
  readonly content: (dataset: string) => string | null;
  readonly records: {
    /** What was shown of the series of the same file, the newest first. */
    earlier(asked: Omit<ForecastKey, "origin">): readonly KeptForecast[];
  };
}

export class ForecastExplanations {
  readonly #ports: ForecastExplanationPorts;

  constructor(ports: ForecastExplanationPorts) {
    this.#ports = ports;
  }

  /**
   * Takes a forecast's median apart, and says what each influence that it knows of does.
   *
   * @param asked the model by which it was asked for
   * @throws EngineError wrong-arguments for a forecast without a median
   */
  async of(forecast: Forecast, asked: string, signal: AbortSignal): Promise<ForecastExplanation> {
    const { datasets, evaluate, influenced } = this.#ports;
    const { dataset, series: id, horizon, origin, levels, quantiles } = forecast;
    const row = levels.indexOf(0.5);
    if (row < 0) throw new EngineError("wrong-arguments", "This forecast has no median that could be explained.");
    const known = influencedModel(forecast.model.id);
    const fitted: FittedInfluences | null =
      known === null ? null : await influenced.fitted({ dataset, series: id, horizon, origin }, known.content, signal);
    const parts = await evaluate.forecastParts(
      {
        series: evaluated(datasets.series(dataset, id), origin),
        median: Float64Array.from(quantiles.subarray(row * horizon, (row + 1) * horizon)),
        fitted,
      },
      signal,
    );
    return {
      times: forecast.times,
      parts,
      effects: fitted?.effects ?? [],
      notes: fitted?.notes ?? [],
      since: origin === 0 ? await this.#since(forecast, asked, { median: parts.median, fitted }, signal) : null,
    };
  }

  async #since(
    { dataset, series: id, horizon, times }: Forecast,
    model: string,
    { median, fitted }: { readonly median: Float64Array; readonly fitted: FittedInfluences | null },
    signal: AbortSignal,
  ): Promise<ForecastChange | null> {
    const { datasets, records } = this.#ports;
    const series = datasets.series(dataset, id);
    const last = series.times.at(-1) ?? Number.NEGATIVE_INFINITY;
    const kept = records.earlier({ dataset, series: id, model, horizon }).find(({ seen }) => seen < last);
    const row = kept?.levels.indexOf(0.5) ?? -1;
    if (kept === undefined || row < 0) return null;
    const earlier = kept.quantiles.subarray(row * kept.horizon, (row + 1) * kept.horizon);
    const { seen, times: at } = kept;
    const between = {
      before: await this.#beforeOf(kept, { dataset, series }, signal),
      now: fitted,
      parts: fitted?.parts ?? [],
    };
    return changeSince({ seen, times: at, median: earlier }, { times, median }, series, seasonOf(series), between);
  }

  /** What influences added to an earlier forecast, as today's say of its origin; null where it knew of none. */
  async #beforeOf(
    { model, seen, horizon }: KeptForecast,
    { dataset, series }: { readonly dataset: string; readonly series: IngestedSeries },
    signal: AbortSignal,
  ): Promise<FittedInfluences | null> {
    const content = influencedModel(model) === null ? null : this.#ports.content(dataset);
    const origin = series.times.findLastIndex((time) => time <= seen) + 1 - series.values.length;
    if (content === null || origin <= -series.values.length) return null;
    return this.#ports.influenced.fitted({ dataset, series: series.id, horizon, origin }, content, signal);
  }
}
