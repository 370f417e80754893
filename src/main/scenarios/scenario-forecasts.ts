/** What a scenario says of a series: its forecast, and what that sums to. */
import type { Bands, Forecast, ForecastKey } from "#domain/forecast";
import type { ForecastTotals, SumStretch } from "#domain/totals";
import type { DatasetRegistry } from "#main/datasets";
import type { Scenarios } from "./scenarios.ts";

export interface ScenarioForecastsPorts {
  readonly datasets: DatasetRegistry;
  readonly scenarios: Pick<Scenarios, "open" | "adjustments" | "adjustWith">;
  readonly forecasts: {
    get(
      request: ForecastKey & {
        readonly bands: Bands;
        readonly view: null;
        readonly density: false;
        readonly level: "evaluation";
      },
      signal: AbortSignal,
    ): Promise<Forecast>;
  };
  readonly totals: {
    of(
      forecasts: readonly Forecast[],
      wanted: { readonly stretch: SumStretch; readonly levels: readonly number[] },
      signal: AbortSignal,
    ): Promise<ForecastTotals>;
  };
}

export interface WantedScenario extends Omit<ForecastKey, "origin"> {
  readonly scenario: number;
  readonly bands: Bands;
}

export interface ScenarioForecast {
  readonly forecast: Forecast;
  /** Over the whole horizon, at {@link sumLevels}. */
  readonly sum: { readonly levels: readonly number[]; readonly quantiles: readonly number[]; readonly mean: number };
}

const sumLevels = [0.1, 0.5, 0.9];

export class ScenarioForecasts {
  readonly #ports: ScenarioForecastsPorts;

  constructor(ports: ScenarioForecastsPorts) {
    this.#ports = ports;
  }

  /**
   * Of the future. The range of the sum is of joint paths of this forecast.
   *
   * @throws EngineError wrong-arguments where the scenario is not there or does not fit; dataset-not-found, series-not-found; CancelledError
   */
  async of(
    { dataset, series, model, horizon, bands, scenario }: WantedScenario,
    signal: AbortSignal,
  ): Promise<ScenarioForecast> {
    const { datasets, scenarios, forecasts, totals } = this.#ports;
    // Open for as long as it is computed: what is computed of it is kept under its content.
    const owner = {};
    try {
      const { handle } = await scenarios.open(dataset, scenario, owner, signal);
      const key = { dataset: handle, series, model, horizon, origin: 0, bands };
      const plain = await forecasts.get({ ...key, view: null, density: false, level: "evaluation" }, signal);
      const { forecast } = scenarios.adjustWith(plain, scenarios.adjustments(dataset, series, scenario));
      const { totals: sums } = await totals.of([forecast], { stretch: "horizon", levels: sumLevels }, signal);
      const [sum] = sums;
      const { quantiles = [], mean = Number.NaN } = sum ?? {};
      return { forecast, sum: { levels: sumLevels, quantiles, mean } };
    } finally {
      datasets.closeAll(owner);
    }
  }
}
