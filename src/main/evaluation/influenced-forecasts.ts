/** Forecasts of models with influences: the model forecasts what they leave of the series, and what they do is put back. */
import { createHash } from "node:crypto";
import { EngineError } from "#domain/errors";
import type { Forecast, ForecastKey } from "#domain/forecast";
import { influencedModel, type FittedInfluences } from "#domain/influence";
import type { IngestedDataset } from "#domain/dataset";
import type { IngestedSeries } from "#domain/series";
import type { QueryCache } from "#engine/cache";
import { forecasters } from "#engine/forecasters/catalogue";
import { withAhead } from "#engine/influences";
import type { DatasetRegistry } from "#main/datasets";
import { actualsAfter, anchorAt, checkOrigin, horizonTimes, isNonNegativeAt, visibleSteps } from "#main/forecasts";
import { isStatistical } from "./composed-models.ts";
import type { EvaluateClient } from "./evaluate-client.ts";
import type { InfluenceContent } from "./influence-content.ts";
import { choiceVersion } from "./model-selection.ts";
import type { NeuralForecasts } from "./neural-forecasts.ts";
import type { ForecastSource, LevelledKey } from "./past-forecasts.ts";
import type { KnownModels } from "./ports.ts";

export interface InfluencedForecastPorts {
  readonly datasets: Pick<DatasetRegistry, "get" | "series" | "openOnce">;
  readonly models: KnownModels & { load(id: string): Promise<unknown> };
  /** Of models with a file, for all others. */
  readonly neural: Pick<NeuralForecasts, "get">;
  /** Of any model without influences. */
  readonly plain: ForecastSource;
  readonly evaluate: Pick<EvaluateClient, "influences">;
  readonly queries: QueryCache;
  /** @throws EngineError where influences of this name are not known */
  readonly content: (id: string) => InfluenceContent;
}

interface Made extends Pick<Forecast, "levels" | "quantiles" | "executionProvider"> {
  readonly version: string;
}

type Request = LevelledKey & { readonly density?: boolean };

export class InfluencedForecasts {
  readonly #ports: InfluencedForecastPorts;

  constructor(ports: InfluencedForecastPorts) {
    this.#ports = ports;
  }

  /** Of a model with influences, or of one with a file and without. */
  async get(request: Request, signal: AbortSignal): Promise<Forecast> {
    const asked = influencedModel(request.model);
    if (asked === null) return this.#ports.neural.get(request, signal);
    const { datasets, queries } = this.#ports;
    const { dataset, series: id, horizon, origin, level } = request;
    const series = datasets.series(dataset, id);
    checkOrigin(origin, series);
    const anchor = anchorAt(series, origin);
    if (anchor === null) throw new EngineError("series-too-short", "The series has no values up to this origin.");
    const identity = await this.#identityOf(asked.model);
    const key = { dataset, series: id, horizon, origin };
    const about = { series: id, horizon, origin, content: asked.content, model: asked.model, identity };
    let source: Forecast["source"] = "cache";
    const made = await queries.answer(
      { kind: "influenced-forecast", dataset, about },
      async (aborted) => {
        source = "computed";
        const value = await this.#make(key, asked, level, aborted);
        return { value, bytes: value.quantiles.byteLength };
      },
      signal,
    );
    return {
      dataset,
      series: id,
      model: {
        id: request.model,
        version: made.version,
        sha256: createHash("sha256")
          .update(JSON.stringify([identity, asked.content]))
          .digest("hex"),
      },
      executionProvider: made.executionProvider,
      horizon,
      origin,
      levels: [...made.levels],
      // The cache keeps its own.
      quantiles: made.quantiles.slice(),
      times: horizonTimes(series, origin, horizon, datasets.get(dataset).dataset.zone),
      actuals: actualsAfter(series, origin, horizon),
      anchor,
      density: null,
      source,
    };
  }

  /** What the influences do to a series, by what was known at the origin. */
  fitted(
    { dataset: handle, series: id, horizon, origin }: Omit<ForecastKey, "model">,
    content: string,
    signal: AbortSignal,
  ): Promise<FittedInfluences> {
    const { datasets, evaluate, queries } = this.#ports;
    const about = { series: id, horizon, origin, content };
    return queries.answer(
      { kind: "influences", dataset: handle, about },
      async (aborted) => {
        const { dataset } = datasets.get(handle);
        const known = this.#ports.content(content);
        const series = datasets.series(handle, id);
        const value = await evaluate.influences(
          {
            series: known.seriesAt(series, { origin, horizon, zone: dataset.zone }),
            others: known.othersAt(dataset, series, { origin, horizon }),
            holidays: known.holidays,
            events: known.settings.events,
          },
          aborted,
        );
        const bytes = 8 * (value.parts.length + 1) * (series.values.length + horizon);
        return { value, bytes };
      },
      signal,
    );
  }

  async #make(
    key: Omit<ForecastKey, "model">,
    { model, content }: { readonly model: string; readonly content: string },
    level: LevelledKey["level"],
    signal: AbortSignal,
  ): Promise<Made> {
    const { datasets, plain } = this.#ports;
    const { dataset: handle, series: id, origin, horizon } = key;
    const { dataset } = datasets.get(handle);
    const series = datasets.series(handle, id);
    const fitted = await this.fitted(key, content, signal);
    const remainder = remainderDataset(dataset, series, fitted, origin);
    const lease = datasets.openOnce(remainder, this);
    try {
      const forecast = await plain.get(
        { dataset: remainder.handle, series: id, model, horizon, origin: 0, ...(level === undefined ? {} : { level }) },
        signal,
      );
      return {
        levels: forecast.levels,
        quantiles: withAhead(forecast.quantiles, fitted, isNonNegativeAt(series, origin)),
        executionProvider: forecast.executionProvider,
        version: forecast.model.version,
      };
    } finally {
      lease.release();
    }
  }

  /** All that a forecast by this model depends on beside the numbers. */
  async #identityOf(model: string): Promise<string> {
    const { models } = this.#ports;
    if (isStatistical(model)) return forecasters.behind(model)?.version ?? "";
    const known = models.list();
    const one = known.find(({ id }) => id === model);
    if (one === undefined) return JSON.stringify([choiceVersion, known.map(({ sha256 }) => sha256)]);
    await models.load(model);
    const loaded = models.list().find(({ id }) => id === model) ?? one;
    return JSON.stringify([loaded.sha256, loaded.executionProvider]);
  }
}

/** The series as far as the origin, without its influences: a dataset of its own, found by its numbers. */
function remainderDataset(
  dataset: IngestedDataset,
  series: IngestedSeries,
  { remainder }: Pick<FittedInfluences, "remainder">,
  origin: number,
): IngestedDataset {
  const steps = visibleSteps(series, origin);
  const own: IngestedSeries = {
    ...series,
    times: series.times.slice(0, steps),
    values: remainder,
    isNonNegative: remainder.every((value) => !(value < 0)),
  };
  const { frequency, times } = own;
  const handle = createHash("sha256")
    .update(JSON.stringify(["remainder", series.id, frequency, dataset.zone, times[0], steps]))
    .update(remainder)
    .digest("hex");
  return { ...dataset, handle, series: [own], otherSeries: [], repairs: [], undone: [], warnings: [] };
}
