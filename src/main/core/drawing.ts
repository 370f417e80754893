/** One-shot draw: a forecast of a file that does not stay open, nor in the cache. */
import type { IngestOptions } from "#domain/dataset";
import { EngineError } from "#domain/errors";
import type { Forecast } from "#domain/forecast";
import { defaultHorizon } from "#domain/series";
import { withWarnings } from "#engine/evaluation";
import type { ImportControl } from "#main/datasets";
import type { Forecasts } from "#main/forecasts";
import type { TimedReader } from "./timed-reader.ts";
import type { ModelResolver } from "./model-resolver.ts";

/** Defaults: the first series, and the default model and horizon for its frequency. */
export interface DrawRequest {
  readonly options?: IngestOptions | undefined;
  readonly series?: string | undefined;
  readonly model?: string | undefined;
  readonly horizon?: number | undefined;
  readonly origin: number;
  readonly density: boolean;
}

export interface DrawingPorts {
  readonly reader: Pick<TimedReader, "readFile">;
  readonly models: Pick<ModelResolver, "defaultModel" | "load">;
  readonly service: Pick<Forecasts["service"], "draw">;
}

export class Drawing {
  readonly #ports: DrawingPorts;

  constructor(ports: DrawingPorts) {
    this.#ports = ports;
  }

  /** Reads the file and requests one origin; leaves nothing open, and nothing on disk, that was not there before. */
  async draw(path: string, request: DrawRequest, control: ImportControl): Promise<Forecast> {
    const { reader, models, service } = this.#ports;
    const dataset = await reader.readFile(path, request.options ?? {}, { ...control, isOneShot: true });
    const { series: wanted, origin, density } = request;
    const series = wanted === undefined ? dataset.series[0] : dataset.series.find(({ id }) => id === wanted);
    if (series === undefined)
      throw new EngineError("series-not-found", `This file has no series named “${wanted ?? ""}”.`);
    const model = request.model ?? models.defaultModel(series.frequency);
    const { maxHorizonSteps } = await models.load(model);
    const horizon = request.horizon ?? defaultHorizon(series.frequency, maxHorizonSteps);
    const wished = { series: series.id, model, horizon, origin, density };
    return withWarnings(await service.draw(dataset, wished, control.signal), series);
  }
}
