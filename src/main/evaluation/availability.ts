/** Data over time: main keeps where the series of open files have values, and the evaluate process counts. */
import type {
  AvailabilityOverview,
  AvailabilityPart,
  BinRange,
  BinSize,
  SeriesGaps,
  SeriesIntervals,
} from "#domain/availability";
import type { IngestedDataset } from "#domain/dataset";
import type { IngestedSeries } from "#domain/series";
import { gapsOf, intervalsOf, longestGaps } from "#engine/availability";
import {
  abortable,
  type HostSignal,
  LatestPerKey,
  mapConcurrently,
  SingleFlight,
  untilAborted,
} from "#engine/concurrency";
import type { SeriesKey } from "#domain/score";
import type { EvaluateClient } from "./evaluate-client.ts";

/** Content of a file while it is open, and the file of that content that was read last. */
interface Opened {
  readonly dataset: Pick<IngestedDataset, "series">;
  readonly series: ReadonlyMap<string, IngestedSeries>;
}

export interface AvailabilityPorts {
  readonly evaluate: Pick<EvaluateClient, "runs" | "availabilityOverview" | "availabilityBins">;
  readonly datasets: {
    /** @throws EngineError dataset-not-found */
    get(handle: string): Opened;
    /** @throws EngineError dataset-not-found, series-not-found */
    series(handle: string, series: string): IngestedSeries;
  };
}

export interface AvailabilityBinsRequest {
  readonly dataset: string;
  /** Of its requests the newest is answered. */
  readonly view: string;
  readonly size: BinSize;
  readonly ranges: readonly BinRange[];
  readonly rows: readonly number[];
}

/** Values that one request sends, so that main copies a few megabytes at a time; two processes look through a large file. */
const valuesPerPart = 500_000;
const partsAtOnce = 2;
const listedGaps = 1000;

/** One entry per series, in the dataset's order. */
type Runs = readonly Uint32Array[];

export class Availability {
  readonly #ports: AvailabilityPorts;
  /** Where values are depends on the content alone, and is forgotten with the opened file. */
  readonly #runs = new WeakMap<Opened, Runs>();
  readonly #finding = new SingleFlight<Opened, Runs>();
  /** Flags are those of the file that was read last. */
  readonly #intervals = new WeakMap<Opened["dataset"], readonly SeriesIntervals[]>();
  readonly #latest = new LatestPerKey<string>();

  constructor(ports: AvailabilityPorts) {
    this.#ports = ports;
  }

  async overview(handle: string, signal: HostSignal): Promise<AvailabilityOverview> {
    const open = this.#ports.datasets.get(handle);
    const overview = await this.#ports.evaluate.availabilityOverview(await this.#intervalsOf(open, signal), signal);
    const flags = open.dataset.series.map((series) => series.flags);
    return {
      ...overview,
      severalRows: flags.reduce((sum, { steps }) => sum + (steps.duplicate ?? 0), 0),
      unlistedFlags: flags.reduce((sum, { total, spans }) => sum + total - spans.length, 0),
    };
  }

  /** @throws CancelledError superseded, for a request that waits while a newer one of its view comes */
  bins(
    { dataset, view, ...request }: AvailabilityBinsRequest,
    signal: HostSignal,
  ): Promise<readonly AvailabilityPart[]> {
    return this.#latest.run(
      view,
      async (own) => {
        const series = await this.#intervalsOf(this.#ports.datasets.get(dataset), own);
        return this.#ports.evaluate.availabilityBins({ series, ...request }, own);
      },
      signal,
    );
  }

  /** The longest first. */
  async gaps({ dataset, series }: SeriesKey, signal: HostSignal): Promise<SeriesGaps> {
    const open = this.#ports.datasets.get(dataset);
    const { id } = this.#ports.datasets.series(dataset, series);
    const place = open.dataset.series.findIndex((one) => one.id === id);
    const intervals = (await this.#intervalsOf(open, signal))[place];
    if (intervals === undefined) return { gaps: [], totalGaps: 0 };
    return { gaps: longestGaps(intervals, listedGaps), totalGaps: gapsOf(intervals).length / 2 };
  }

  async #intervalsOf(open: Opened, signal: HostSignal): Promise<readonly SeriesIntervals[]> {
    const { dataset } = open;
    const known = this.#intervals.get(dataset);
    if (known !== undefined) return known;
    const runs = await this.#runsOf(open, signal);
    const intervals = dataset.series.map((series, place) => intervalsOf(series, runs[place] ?? new Uint32Array()));
    this.#intervals.set(dataset, intervals);
    return intervals;
  }

  async #runsOf(open: Opened, signal: HostSignal): Promise<Runs> {
    const known = this.#runs.get(open);
    if (known !== undefined) return known;
    const ticket = this.#finding.join(open, () => abortable((own) => this.#find(open, own)));
    const runs = await untilAborted(ticket, signal);
    this.#runs.set(open, runs);
    return runs;
  }

  /** Series without a missing step are one run: most are, and nobody has to look at their values. */
  async #find(open: Opened, signal: HostSignal): Promise<Runs> {
    const series = open.dataset.series;
    const withGaps = [...series.keys()].filter((place) => (series[place]?.missing ?? 0) > 0);
    const found = new Map<number, Uint32Array>();
    await mapConcurrently(partsOf(withGaps, series), partsAtOnce, async (places) => {
      const values = places.map((place) => series[place]?.values ?? new Float64Array());
      const runs = await this.#ports.evaluate.runs(values, signal);
      for (const [index, place] of places.entries()) found.set(place, runs[index] ?? new Uint32Array());
    });
    return series.map(({ values }, place) => found.get(place) ?? Uint32Array.of(0, values.length));
  }
}

/** Places of series whose values together are about as many as one request takes. */
function partsOf(places: readonly number[], series: readonly IngestedSeries[]): number[][] {
  const parts: number[][] = [];
  let room = 0;
  for (const place of places) {
    if (room <= 0) {
      parts.push([]);
      room = valuesPerPart;
    }
    parts.at(-1)?.push(place);
    room -= series[place]?.values.length ?? 0;
  }
  return parts;
}
