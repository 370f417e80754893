/** Rows of the table of series: made of what forecasts and evaluation give for one series at a time. */
import { EngineError, isCancelled, toPlainError } from "#domain/errors";
import { bandLevels, type Bands, type Forecast } from "#domain/forecast";
import {
  type OverviewEvidence,
  type OverviewFacts,
  type OverviewForecasts,
  type OverviewPace,
  type OverviewProblem,
  type OverviewSparks,
  sparkForecast,
  sparkHistory,
  sparkParts,
} from "#domain/overview";
import type { RangeVerdict } from "#domain/score";
import type { IngestedSeries } from "#domain/series";
import { mapConcurrently } from "#engine/concurrency";
import type { BandCoverage, ForecastRouter } from "#main/evaluation";
import { baseOf, factsOf, fillForecast, fillHistory } from "./rows.ts";

export interface OverviewsPorts {
  readonly datasets: {
    /** @throws EngineError dataset-not-found */
    get(handle: string): { readonly dataset: { readonly series: readonly IngestedSeries[] } };
  };
  readonly forecasts: Pick<ForecastRouter, "get">;
  readonly coverage: Pick<BandCoverage, "evidence">;
}

export interface ComputedRows {
  readonly dataset: string;
  readonly model: string;
  readonly horizon: number;
  readonly bands: Bands;
  /** Of series in the dataset. */
  readonly places: readonly number[];
}

/** Each is scored by the evaluate process, which has one queue. */
const evidenceAtOnce = 4;

export class Overviews {
  readonly #ports: OverviewsPorts;

  constructor(ports: OverviewsPorts) {
    this.#ports = ports;
  }

  /** @throws EngineError dataset-not-found */
  facts(dataset: string): OverviewFacts {
    return factsOf(this.#ports.datasets.get(dataset).dataset.series);
  }

  /** @throws EngineError dataset-not-found, series-not-found */
  sparks({ dataset, horizon, places }: Pick<ComputedRows, "dataset" | "horizon" | "places">): OverviewSparks {
    const history = new Float32Array(places.length * sparkHistory);
    for (const [row, series] of this.#seriesAt(dataset, places).entries())
      fillHistory(history, row * sparkHistory, series.values, horizon);
    return { history };
  }

  /**
   * Forecasts from the end of the data. What can't be forecast is a problem of its row.
   *
   * @throws EngineError dataset-not-found, series-not-found, shutting-down; CancelledError when `signal` fires
   */
  async forecasts(
    { dataset, model, horizon, bands, places, isRounded = false }: ComputedRows & { readonly isRounded?: boolean },
    signal: AbortSignal,
  ): Promise<OverviewForecasts> {
    const series = this.#seriesAt(dataset, places);
    const { found, problems } = await this.#each(series, series.length, (id) =>
      this.#ports.forecasts.get(
        {
          ...{ dataset, series: id, model, horizon, bands, isRounded },
          ...{ origin: 0, density: false, view: null, level: "evaluation" },
        },
        signal,
      ),
    );
    const column = (): Float64Array => new Float64Array(series.length).fill(Number.NaN);
    const rows = {
      ...{ time: column(), median: column(), lower: column(), upper: column(), base: column(), baseTime: column() },
      sparks: new Float32Array(series.length * sparkParts.length * sparkForecast).fill(Number.NaN),
      models: new Array<string>(series.length).fill(""),
      problems,
    };
    for (const [row, forecast] of found) fillRow(rows, row, forecast, series[row] as IngestedSeries);
    return rows;
  }

  /**
   * What past forecasts say of each: the figure that everyone else gets for it.
   *
   * @throws EngineError dataset-not-found, series-not-found, shutting-down; CancelledError when `signal` fires
   */
  async evidence(
    { dataset, model, horizon, bands, places, pace }: ComputedRows & { readonly pace: OverviewPace },
    signal: AbortSignal,
  ): Promise<OverviewEvidence> {
    const series = this.#seriesAt(dataset, places);
    const { found, problems } = await this.#each(series, evidenceAtOnce, (id) =>
      this.#ports.coverage.evidence({ dataset, series: id, model, horizon, bands }, pace, signal),
    );
    const column = (): Float64Array => new Float64Array(series.length).fill(Number.NaN);
    const isKnown = new Uint8Array(series.length);
    const rows = { error: column(), skill: column(), coverage: column(), steps: column(), origins: column() };
    const verdicts = new Array<RangeVerdict | null>(series.length).fill(null);
    for (const { row } of problems) isKnown[row] = 1;
    for (const [row, evidence] of found) {
      // Of what was to cost nothing, nothing means that it may yet be found out.
      isKnown[row] = evidence !== null || pace === "now" ? 1 : 0;
      if (evidence === null) continue;
      rows.error[row] = evidence.meanError;
      rows.skill[row] = evidence.skill ?? Number.NaN;
      rows.coverage[row] = evidence.range.coverage;
      rows.steps[row] = evidence.range.steps;
      rows.origins[row] = evidence.range.origins;
      verdicts[row] = evidence.range.verdict;
    }
    return { isKnown, ...rows, verdicts, problems };
  }

  #seriesAt(dataset: string, places: readonly number[]): readonly IngestedSeries[] {
    const { series } = this.#ports.datasets.get(dataset).dataset;
    return places.map((place) => {
      const found = series[place];
      if (found === undefined) throw new EngineError("series-not-found", `There is no series ${place + 1}.`);
      return found;
    });
  }

  async #each<T>(
    series: readonly IngestedSeries[],
    atOnce: number,
    make: (id: string) => Promise<T>,
  ): Promise<{ readonly found: ReadonlyMap<number, T>; readonly problems: OverviewProblem[] }> {
    const found = new Map<number, T>();
    const problems: OverviewProblem[] = [];
    await mapConcurrently([...series.entries()], atOnce, async ([row, { id }]) => {
      try {
        found.set(row, await make(id));
      } catch (error) {
        if (isCancelled(error) || !(error instanceof EngineError) || error.code === "shutting-down") throw error;
        problems.push({ row, error: toPlainError(error) });
      }
    });
    return { found, problems: problems.toSorted((one, other) => one.row - other.row) };
  }
}

type Filled = Pick<OverviewForecasts, "time" | "median" | "lower" | "upper" | "base" | "baseTime" | "sparks"> & {
  readonly models: string[];
};

function fillRow(rows: Filled, row: number, forecast: Forecast, series: IngestedSeries): void {
  const { horizon, times, model } = forecast;
  const [lower, upper] = bandLevels[0.8];
  const last = horizon - 1;
  const parts = [0.5, lower, upper].map((level) => levelOf(forecast, level));
  rows.time[row] = times[last] ?? Number.NaN;
  for (const [index, column] of [rows.median, rows.lower, rows.upper].entries())
    column[row] = parts[index]?.[last] ?? Number.NaN;
  const base = baseOf(series, horizon);
  rows.base[row] = base.value;
  rows.baseTime[row] = base.time;
  for (const [index, values] of parts.entries())
    fillForecast(rows.sparks, (row * sparkParts.length + index) * sparkForecast, values);
  rows.models[row] = model.id;
}

/** [horizon] one level as the model gave it; empty where it has none such. */
function levelOf({ levels, quantiles, horizon }: Forecast, level: number): Float32Array {
  // Levels are decimal fractions that went through 32 bits at some point.
  const at = levels.findIndex((candidate) => Math.abs(candidate - level) < 1e-6);
  return at < 0 ? new Float32Array() : quantiles.subarray(at * horizon, (at + 1) * horizon);
}
