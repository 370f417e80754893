import type { EventPayload, RequestArgs } from "#contract/ipc";
import type { Dataset } from "#domain/dataset";
import type { Outcome } from "#domain/errors";
import type { Forecast, ForecastKey } from "#domain/forecast";
import { adoptedModel } from "#domain/job";
import type { SeriesValues } from "#domain/series";
import type { Client } from "#renderer/bridge";
import { SharedRequests } from "./shared-requests.ts";

export type ForecastRequest = Omit<RequestArgs<"forecast:get">, "view">;
export type BackgroundProgress = EventPayload<"background:progress">;

/** Forecasts and the series that they are of, for any number of charts: what one of them has asked for, the others have too. */
export interface ForecastClient {
  values(dataset: Dataset, series: string, signal: AbortSignal): Promise<Outcome<SeriesValues>>;
  /** @param view of requests of one view, main answers the latest; those before it end as `cancelled` */
  forecast(request: ForecastRequest, view: string, signal: AbortSignal): Promise<Outcome<Forecast>>;
  /** Says where a view looks, so that background work begins there; it takes the place of what the view said before. */
  focus(key: ForecastKey, view: string): void;
  /** Called when forecasts of these series by the adopted method are not what they were. Returns the function that unsubscribes. */
  onMethodsChanged(listener: (changed: EventPayload<"methods:changed">) => void): () => void;
  /** Returns the function that unsubscribes. */
  onInfluencesChanged(listener: (changed: EventPayload<"influences:changed">) => void): () => void;
  /** Returns the function that unsubscribes. */
  onProgress(listener: (progress: BackgroundProgress) => void): () => void;
}

const maxValuesBytes = 64_000_000;
const maxForecastsBytes = 32_000_000;

export function createForecastClient(client: Client): ForecastClient {
  const values = new SharedRequests<SeriesValues>(maxValuesBytes);
  const forecasts = new SharedRequests<Forecast>(maxForecastsBytes);
  // The same file read another way is another reading: what is said about its steps may differ.
  const readings = new WeakMap<Dataset, number>();
  let lastReading = 0;
  const readingOf = (dataset: Dataset): number => {
    const known = readings.get(dataset);
    if (known !== undefined) return known;
    lastReading += 1;
    readings.set(dataset, lastReading);
    return lastReading;
  };
  // Another device computes other numbers, and a model's id may name another file: forecasts of before are of no use.
  let models = 0;
  client.on("models:changed", () => {
    models += 1;
    forecasts.clear();
  });
  // The same of what was adopted, which is one name for another method then.
  let methods = 0;
  client.on("methods:changed", () => {
    methods += 1;
  });
  // A file's influences are part of no request, and of every forecast of it.
  client.on("influences:changed", () => forecasts.clear());
  const forecastId = (request: ForecastRequest): string => {
    const { dataset, series, model, horizon, origin, density, bands = "native" } = request;
    const { isRounded = false, levels = [] } = request;
    const generation = model === adoptedModel ? `${models} ${methods}` : models;
    return JSON.stringify([generation, dataset, series, model, horizon, origin, density, bands, isRounded, levels]);
  };

  return {
    values: (dataset, series, signal) =>
      values.get(
        JSON.stringify([readingOf(dataset), series]),
        (shared) => client.request("series:values", { dataset: dataset.handle, series }, { signal: shared }),
        signal,
      ),
    forecast: (request, view, signal) =>
      forecasts.get(
        forecastId(request),
        (shared) => client.request("forecast:get", { ...request, view }, { signal: shared }),
        signal,
      ),
    focus: (key, view) => void client.request("background:focus", { ...key, view }),
    onMethodsChanged: (listener) => client.on("methods:changed", listener),
    onInfluencesChanged: (listener) => client.on("influences:changed", listener),
    onProgress: (listener) => client.on("background:progress", listener),
  };
}
