/** Two versions of a dataset beside each other, such as yesterday's and today's export, or two models of one. */
import type { BandPair, ForecastPair, TimedQuantiles, ValuePair } from "#contract/worker";
import {
  type ComparedSide,
  isForecastAlike,
  modelIn,
  type SeriesDifference,
  type VersionsReport,
} from "#domain/difference";
import { EngineError, isCancelled } from "#domain/errors";
import type { Forecast } from "#domain/forecast";
import type { ModelInfo } from "#domain/model";
import { defaultHorizon, type Frequency, type IngestedSeries } from "#domain/series";
import { mapConcurrently } from "#engine/concurrency";
import type { EvaluateClient, ForecastRouter } from "#main/evaluation";

export interface VersionsPorts {
  readonly evaluate: Pick<EvaluateClient, "valuesDiffer" | "bandsDiffer">;
  readonly datasets: {
    /** @throws EngineError dataset-not-found */
    get(handle: string): {
      readonly dataset: { readonly zone: string | null };
      readonly series: ReadonlyMap<string, IngestedSeries>;
    };
  };
  readonly forecasts: Pick<ForecastRouter, "get">;
  readonly models: { list(): readonly Pick<ModelInfo, "id" | "maxHorizonSteps">[] };
}

export interface VersionsRequest {
  readonly earlier: ComparedSide;
  readonly later: ComparedSide;
  /** Steps; each series' usual horizon where null. */
  readonly horizon: number | null;
  /** Also say how likely values above it have become; null: of no level. */
  readonly level: number | null;
}

/** Rows that are ready, and how far it is. */
export interface VersionsProgress {
  readonly done: number;
  readonly total: number;
  readonly rows: readonly SeriesDifference[];
}

/** Values of both versions that go to the evaluate process in one message. */
const valuesAtOnce = 1_000_000;
const seriesAtOnce = 64;
/** Forecasts asked for at once; others have room beside them. */
const forecastsAtOnce = 8;

interface Pair {
  readonly id: string;
  readonly earlier: IngestedSeries;
  readonly later: IngestedSeries;
}

/** A pair, and how its values differ; null where both are of one dataset. */
interface Compared {
  readonly pair: Pair;
  readonly values: ValuePair | null;
}

export class Versions {
  readonly #ports: VersionsPorts;

  constructor(ports: VersionsPorts) {
    this.#ports = ports;
  }

  /**
   * In the order of the later version, with what only the earlier one has at the end. Series with the same values and the same model are
   * not forecast: nothing changed in them. One that can't be forecast says why in its row.
   *
   * @throws EngineError dataset-not-found; wrong-arguments where no series is in both
   */
  async compare(
    request: VersionsRequest,
    { signal, onProgress }: { readonly signal: AbortSignal; readonly onProgress: (progress: VersionsProgress) => void },
  ): Promise<VersionsReport> {
    const { datasets, evaluate } = this.#ports;
    const [earlier, later] = [datasets.get(request.earlier.dataset), datasets.get(request.later.dataset)];
    const isOneDataset = request.earlier.dataset === request.later.dataset;
    const pairs = [...later.series.values()].flatMap((one): Pair[] => {
      const before = earlier.series.get(one.id);
      return before === undefined ? [] : [{ id: one.id, earlier: before, later: one }];
    });
    if (pairs.length === 0) {
      throw new EngineError("wrong-arguments", "No series is in both files.", {
        hint: "Series are matched by their names: compare two files of the same kind.",
      });
    }
    const rows = new Map<string, SeriesDifference>();
    for (const group of groupsOf(pairs)) {
      const values = isOneDataset
        ? []
        : await evaluate.valuesDiffer(
            { pairs: group.map(({ earlier: one, later: other }) => versions(one, other)) },
            signal,
          );
      const compared = group.map((pair, place) => ({ pair, values: values[place] ?? null }));
      const made = await this.#forecastRows(compared, request, signal);
      for (const row of made) rows.set(row.series, row);
      onProgress({ done: rows.size, total: pairs.length, rows: made });
    }
    return {
      earlier: request.earlier,
      later: request.later,
      level: request.level,
      zonesDiffer: earlier.dataset.zone !== later.dataset.zone,
      rows: [
        ...[...later.series.keys()].map((id) => rows.get(id) ?? onlyIn("later", id)),
        ...[...earlier.series.keys()].filter((id) => !later.series.has(id)).map((id) => onlyIn("earlier", id)),
      ],
    };
  }

  async #forecastRows(
    compared: readonly Compared[],
    request: VersionsRequest,
    signal: AbortSignal,
  ): Promise<readonly SeriesDifference[]> {
    const { earlier, later } = request;
    const made = await mapConcurrently(compared, forecastsAtOnce, async ({ pair, values }) => {
      const isSameData = values === null || values.difference.kind === "same";
      if (isSameData && isForecastAlike(earlier, later, pair.id)) return null;
      try {
        const models = [modelIn(earlier, pair.id), modelIn(later, pair.id)];
        const horizon = request.horizon ?? this.#usualHorizon(pair.later.frequency, models);
        const of = (side: ComparedSide): Promise<Forecast> =>
          this.#ports.forecasts.get(
            {
              ...{ dataset: side.dataset, series: pair.id, model: modelIn(side, pair.id), horizon, origin: 0 },
              ...{ level: "evaluation", bands: side.bands, density: false, view: null },
            },
            signal,
          );
        const [before, after] = await Promise.all([of(earlier), of(later)]);
        return pairOf(before, after, pair.later, values?.scale ?? Number.NaN);
      } catch (error) {
        if (isCancelled(error) || !(error instanceof EngineError) || error.code === "shutting-down") throw error;
        return error.message;
      }
    });
    const asked = made.filter((one): one is ForecastPair => one !== null && typeof one !== "string");
    const bands =
      asked.length === 0 ? [] : await this.#ports.evaluate.bandsDiffer({ pairs: asked, level: request.level }, signal);
    const bandsOf = new Map<ForecastPair, BandPair>(asked.map((one, place) => [one, bands[place] as BandPair]));
    return compared.map(({ pair, values }, place) => {
      const one = made[place] ?? null;
      return {
        series: pair.id,
        isIn: "both",
        values: values?.difference ?? null,
        bands: null,
        outcome: null,
        ...(one === null || typeof one === "string" ? {} : bandsOf.get(one)),
        unforecast: typeof one === "string" ? one : null,
      };
    });
  }

  /** That of whichever of the models reaches less far. */
  #usualHorizon(frequency: Frequency, models: readonly string[]): number {
    const known = this.#ports.models.list().filter(({ id }) => models.includes(id));
    return Math.min(
      defaultHorizon(frequency),
      ...known.map(({ maxHorizonSteps }) => defaultHorizon(frequency, maxHorizonSteps)),
    );
  }
}

function onlyIn(isIn: "earlier" | "later", series: string): SeriesDifference {
  return { series, isIn, values: null, bands: null, outcome: null, unforecast: null };
}

/** Of bounded size, however many series there are and however long they are. */
function groupsOf(pairs: readonly Pair[]): readonly (readonly Pair[])[] {
  const groups: Pair[][] = [];
  let size = Number.POSITIVE_INFINITY;
  for (const pair of pairs) {
    const steps = pair.earlier.values.length + pair.later.values.length;
    const last = groups.at(-1);
    if (last === undefined || last.length === seriesAtOnce || size + steps > valuesAtOnce) {
      groups.push([pair]);
      size = steps;
    } else {
      last.push(pair);
      size += steps;
    }
  }
  return groups;
}

/** What the evaluate process needs of them, and no more. */
function versions(earlier: IngestedSeries, later: IngestedSeries) {
  const version = ({ frequency, times, values, seasonLengths }: IngestedSeries) => ({
    frequency,
    times,
    values,
    seasonLengths,
  });
  return { earlier: version(earlier), later: version(later) };
}

function pairOf(earlier: Forecast, later: Forecast, { times, values }: IngestedSeries, scale: number): ForecastPair {
  const timed = ({ levels, quantiles, times: ahead }: Forecast): TimedQuantiles => ({
    levels,
    quantiles,
    times: ahead,
  });
  const first = earlier.times[0] ?? Number.POSITIVE_INFINITY;
  let from = times.length;
  while (from > 0 && (times[from - 1] as number) >= first) from -= 1;
  return {
    earlier: timed(earlier),
    later: timed(later),
    since: { times: times.slice(from), values: values.slice(from) },
    scale,
  };
}
