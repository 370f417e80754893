/** What a statistical model leaves unexplained of a series. */
import { EngineError } from "#domain/errors";
import type { ResidualReport, SeriesKey } from "#domain/score";
import type { AdoptedMethods } from "./adopted-methods.ts";
import { isStatistical } from "./composed-models.ts";
import type { EvaluateClient } from "./evaluate-client.ts";
import { evaluated } from "./past-forecasts.ts";
import type { OpenData } from "./ports.ts";

export interface ResidualPorts {
  readonly evaluate: Pick<EvaluateClient, "residuals">;
  readonly datasets: Pick<OpenData, "series">;
  readonly adopted: Pick<AdoptedMethods, "modelOf">;
}

export class Residuals {
  readonly #ports: ResidualPorts;

  constructor(ports: ResidualPorts) {
    this.#ports = ports;
  }

  /**
   * Of the fit to everything that was observed.
   *
   * @throws EngineError wrong-arguments for a model that is not fitted to one series; what the fit throws
   */
  async report({ dataset, series: id }: SeriesKey, name: string, signal: AbortSignal): Promise<ResidualReport> {
    const series = this.#ports.datasets.series(dataset, id);
    const model = this.#ports.adopted.modelOf({ dataset, series: id, model: name });
    if (!isStatistical(model))
      throw new EngineError("wrong-arguments", `"${model}" has no residuals: it is not fitted to a series.`, {
        hint: "Choose a statistical model, such as ets or arima.",
      });
    return this.#ports.evaluate.residuals({ model, series: evaluated(series, 0) }, signal);
  }
}
