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
import type { IngestedSeries, SeriesFlags } from "#domain/series";
import { binStart, gapsOf, intervalsOf, intervalsWithin, joinedParts, longestGaps } from "#engine/availability";
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

/** Content of a file while it is open, and that of the file that was read last. */
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

/** Numbers that one request sends, so that main copies a few megabytes at a time; two processes share the parts of a large file. */
const numbersPerPart = 500_000;
const partsAtOnce = 2;
const listedGaps = 1000;

/** What follows from the values of a series, which never change, and its flags, which another reading of the file may. */
interface Known {
  readonly runs: Uint32Array;
  readonly flags: SeriesFlags;
  readonly intervals: SeriesIntervals;
}

export class Availability {
  readonly #ports: AvailabilityPorts;
  /** By the values; forgotten with them. */
  readonly #known = new WeakMap<Float64Array, Known>();
  readonly #finding = new SingleFlight<Opened, null>();
  readonly #latest = new LatestPerKey<string>();

  constructor(ports: AvailabilityPorts) {
    this.#ports = ports;
  }

  async overview(handle: string, signal: HostSignal): Promise<AvailabilityOverview> {
    const open = this.#ports.datasets.get(handle);
    const overview = await this.#ports.evaluate.availabilityOverview(await this.#intervalsOf(open, signal), signal);
    const all = seriesOf(open);
    return {
      ...overview,
      severalRows: all.reduce((sum, { flags }) => sum + (flags.steps.duplicate ?? 0), 0),
      unlistedFlags: all.reduce((sum, series) => sum + unlistedIn(series, this.#known.get(series.values)?.runs), 0),
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
        return this.#count(series, request, own);
      },
      signal,
    );
  }

  /** Only what touches the bins is sent; many intervals go in parts, to two processes, whose counts add up. */
  async #count(
    all: readonly SeriesIntervals[],
    { size, ranges, rows }: Omit<AvailabilityBinsRequest, "dataset" | "view">,
    signal: HostSignal,
  ): Promise<readonly AvailabilityPart[]> {
    const from = Math.min(...ranges.map(({ first }) => binStart(size, first)));
    const to = Math.max(...ranges.map(({ last }) => binStart(size, last + 1)));
    const placed = all.map((series, place) => ({ place, series: intervalsWithin(series, from, to) }));
    const parts = partsOf(placed, ({ series }) => numbersIn(series));
    const wanted = new Set(rows);
    const counted = await mapConcurrently(parts, partsAtOnce, async (part) => {
      const own = [...part.keys()].filter((index) => wanted.has(part[index]?.place ?? -1));
      const series = part.map((one) => one.series);
      const answers = await this.#ports.evaluate.availabilityBins({ series, size, ranges, rows: own }, signal);
      return answers.map(({ bins, rows: found }) => ({
        bins,
        rows: found.map((row) => ({ ...row, series: part[row.series]?.place ?? -1 })),
      }));
    });
    return ranges.map((_, index) => joinedParts(counted.flatMap((answers) => answers[index] ?? [])));
  }

  /** The longest first. */
  async gaps({ dataset, series }: SeriesKey, signal: HostSignal): Promise<SeriesGaps> {
    const open = this.#ports.datasets.get(dataset);
    const { values } = this.#ports.datasets.series(dataset, series);
    await this.#intervalsOf(open, signal);
    const intervals = this.#known.get(values)?.intervals;
    if (intervals === undefined) return { gaps: [], totalGaps: 0 };
    return { gaps: longestGaps(intervals, listedGaps), totalGaps: gapsOf(intervals).length / 2 };
  }

  async #intervalsOf(open: Opened, signal: HostSignal): Promise<readonly SeriesIntervals[]> {
    if (unknownIn(open, this.#known).length > 0)
      await untilAborted(
        this.#finding.join(open, () => abortable((own) => this.#find(open, own))),
        signal,
      );
    return seriesOf(open).map((series) => this.#intervals(series));
  }

  #intervals(series: IngestedSeries): SeriesIntervals {
    const { values, flags } = series;
    const known = this.#known.get(values);
    if (known?.flags === flags) return known.intervals;
    const runs = known?.runs ?? Uint32Array.of(0, values.length);
    const intervals = intervalsOf(series, runs);
    this.#known.set(values, { runs, flags, intervals });
    return intervals;
  }

  /** Series without a missing step are one run: most are, and nobody has to look at their values. */
  async #find(open: Opened, signal: HostSignal): Promise<null> {
    await mapConcurrently(
      partsOf(unknownIn(open, this.#known), ({ values }) => values.length),
      partsAtOnce,
      async (part) => {
        const all = await this.#ports.evaluate.runs(
          part.map(({ values }) => values),
          signal,
        );
        for (const [index, series] of part.entries()) {
          const runs = all[index] ?? new Uint32Array();
          this.#known.set(series.values, { runs, flags: series.flags, intervals: intervalsOf(series, runs) });
        }
      },
    );
    return null;
  }
}

/** As forecasts see them, with the flags of the file that was read last. */
function seriesOf({ dataset, series: all }: Opened): readonly IngestedSeries[] {
  return dataset.series.map(({ id, flags, ...own }) => ({ ...own, ...all.get(id), id, flags }));
}

/** Stretches with a flag that are counted and not in the list, but for missing steps: these are gaps, whether or not they are listed. */
function unlistedIn({ flags, values }: IngestedSeries, runs: Uint32Array = Uint32Array.of(0, values.length)): number {
  const gaps = runs.length / 2 - 1 + Number((runs[0] ?? 1) > 0) + Number((runs.at(-1) ?? 0) < values.length);
  const listed = flags.spans.reduce((count, { code }) => count + Number(code === "missing"), 0);
  return Math.max(0, flags.total - flags.spans.length - (gaps - listed));
}

function unknownIn(open: Opened, known: WeakMap<Float64Array, Known>): readonly IngestedSeries[] {
  return seriesOf(open).filter(({ values, missing }) => missing > 0 && !known.has(values));
}

function numbersIn({ data, flagged }: SeriesIntervals): number {
  return Object.values(flagged).reduce((sum, intervals) => sum + intervals.length, data.length);
}

/** Neighbours that together have about as many numbers as one request takes; one part at least. */
function partsOf<T>(items: readonly T[], numbersOf: (item: T) => number): T[][] {
  const parts: T[][] = [[]];
  let room = numbersPerPart;
  for (const item of items) {
    if (room <= 0) {
      parts.push([]);
      room = numbersPerPart;
    }
    parts.at(-1)?.push(item);
    room -= numbersOf(item);
  }
  return parts;
}
