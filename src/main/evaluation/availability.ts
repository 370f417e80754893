/** Data over time: main keeps where the series of open files have values, and the evaluate process counts. */
import {
  type AvailabilityBins,
  type AvailabilityOverview,
  type AvailabilityPart,
  type AvailabilityRow,
  type BinRange,
  type BinSize,
  flagKinds,
  type SeriesGaps,
  type SeriesIntervals,
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
import type { QueryCache, QueryPiece } from "#engine/cache";
import { checksum } from "#engine/checksum";
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
  /** Keeps what was counted, for all windows. */
  readonly queries: QueryCache;
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
/** Neighbouring bins that are counted, and kept, together: about half of what a window shows. */
const blockBins = 128;
const bytesPerNumber = Float64Array.BYTES_PER_ELEMENT;
/** Of an answer besides its numbers. */
const answerBytes = 256;

/** What follows from the values of a series, which never change, and its flags, which another reading of the file may. */
interface Known {
  readonly runs: Uint32Array;
  readonly flags: SeriesFlags;
  readonly intervals: SeriesIntervals;
}

type Columns = Pick<AvailabilityBins, "spanning" | "withData" | "flagged" | "presentMs" | "spanMs">;
type RowColumns = Omit<AvailabilityRow, "series">;

/**
 * Answers are found by the dataset, what its series are flagged with, and the size of bins, and by nothing that could change: so they
 * are as good as new for as long as they are kept. Bins are kept in blocks, in memory.
 */
export class Availability {
  readonly #ports: AvailabilityPorts;
  /** By the values; forgotten with them. */
  readonly #known = new WeakMap<Float64Array, Known>();
  readonly #readings = new WeakMap<Opened["dataset"], { readonly series: Opened["series"]; readonly text: string }>();
  readonly #finding = new SingleFlight<Opened, null>();
  readonly #latest = new LatestPerKey<string>();

  constructor(ports: AvailabilityPorts) {
    this.#ports = ports;
  }

  overview(handle: string, signal: HostSignal): Promise<AvailabilityOverview> {
    const open = this.#ports.datasets.get(handle);
    const query = { kind: "availability", dataset: handle, about: { reading: this.#readingOf(open) } };
    const work = async (aborted: HostSignal) => {
      const value = await this.#overview(open, aborted);
      return { value, bytes: answerBytes + 7 * bytesPerNumber * open.dataset.series.length };
    };
    return untilAborted(
      this.#ports.queries.ask(query, () => abortable(work), false),
      signal,
    );
  }

  /** @throws CancelledError superseded, for a request that waits while a newer one of its view comes */
  bins(
    { dataset, view, ...request }: AvailabilityBinsRequest,
    signal: HostSignal,
  ): Promise<readonly AvailabilityPart[]> {
    return this.#latest.run(view, (own) => this.#bins(dataset, request, own), signal);
  }

  /** Only blocks that nobody has asked for are counted; of the rows, too. */
  async #bins(
    dataset: string,
    { size, ranges, rows }: Omit<AvailabilityBinsRequest, "dataset" | "view">,
    signal: HostSignal,
  ): Promise<readonly AvailabilityPart[]> {
    const { datasets, queries } = this.#ports;
    const open = datasets.get(dataset);
    const about = { reading: this.#readingOf(open), size };
    const blocks = [...new Set(ranges.flatMap(blocksOf))];
    const wanted = [...new Set(rows)].filter((row) => row < open.dataset.series.length);
    const places = open.dataset.series.length;
    const rowBlocks = wanted.flatMap((row) => blocks.map((block) => block * places + row));
    const [counted, countedRows] = await Promise.all([
      queries.intervals.answer(
        { kind: "availability-bins", dataset, about },
        blocks,
        (missing, aborted) => this.#countBlocks(open, size, missing, aborted),
        signal,
      ),
      queries.intervals.answer(
        { kind: "availability-rows", dataset, about },
        rowBlocks,
        (missing, aborted) => this.#countRows(open, size, missing, aborted),
        signal,
      ),
    ]);
    const blockAt = new Map(blocks.map((block, index) => [block, counted[index] as Columns]));
    const rowAt = new Map(rowBlocks.map((place, index) => [place, countedRows[index] as RowColumns]));
    return ranges.map((range) => {
      const cut = (columnOf: (block: number) => Float64Array | undefined) => cutOf(range, columnOf);
      const flagged = flagKinds
        .map((kind) => [kind, cut((block) => blockAt.get(block)?.flagged[kind])] as const)
        .filter(([, column]) => column.some((count) => count > 0));
      return {
        bins: {
          ...{ size, first: range.first, last: range.last },
          spanning: cut((block) => blockAt.get(block)?.spanning),
          withData: cut((block) => blockAt.get(block)?.withData),
          flagged: Object.fromEntries(flagged),
          presentMs: cut((block) => blockAt.get(block)?.presentMs),
          spanMs: cut((block) => blockAt.get(block)?.spanMs),
        },
        rows: wanted
          .toSorted((left, right) => left - right)
          .map((row) => ({
            series: row,
            presentMs: cut((block) => rowAt.get(block * places + row)?.presentMs),
            flags: cut((block) => rowAt.get(block * places + row)?.flags),
          })),
      };
    });
  }

  async #countBlocks(
    open: Opened,
    size: BinSize,
    blocks: readonly number[],
    signal: HostSignal,
  ): Promise<readonly QueryPiece<Columns>[]> {
    const all = await this.#intervalsOf(open, signal);
    const parts = await this.#count(all, { size, ranges: blocks.map(rangeOf), rows: [] }, signal);
    return parts.map(({ bins: { spanning, withData, flagged, presentMs, spanMs } }) => ({
      value: { spanning, withData, flagged, presentMs, spanMs },
      bytes: answerBytes + bytesPerNumber * blockBins * (4 + Object.keys(flagged).length),
    }));
  }

  /** @param positions of blocks of rows: the number of a block times the number of series, plus the row */
  async #countRows(
    open: Opened,
    size: BinSize,
    positions: readonly number[],
    signal: HostSignal,
  ): Promise<readonly QueryPiece<RowColumns>[]> {
    const all = await this.#intervalsOf(open, signal);
    const placed = positions.map((position) => {
      const block = Math.floor(position / all.length);
      return { block, row: position - block * all.length };
    });
    const blocks = [...new Set(placed.map(({ block }) => block))];
    const rows = [...new Set(placed.map(({ row }) => row))];
    const series = rows.flatMap((row) => all[row] ?? []);
    const parts = await this.#count(series, { size, ranges: blocks.map(rangeOf), rows: [...rows.keys()] }, signal);
    const bytes = answerBytes + 2 * bytesPerNumber * blockBins;
    return placed.map(({ block, row }) => {
      const found = parts[blocks.indexOf(block)]?.rows.find((one) => one.series === rows.indexOf(row));
      const { presentMs, flags } = found ?? { presentMs: nothing, flags: nothing };
      return { value: { presentMs, flags }, bytes };
    });
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

  async #overview(open: Opened, signal: HostSignal): Promise<AvailabilityOverview> {
    const overview = await this.#ports.evaluate.availabilityOverview(await this.#intervalsOf(open, signal), signal);
    const all = seriesOf(open);
    return {
      ...overview,
      severalRows: all.reduce((sum, { flags }) => sum + (flags.steps.duplicate ?? 0), 0),
      unlistedFlags: all.reduce((sum, series) => sum + unlistedIn(series, this.#known.get(series.values)?.runs), 0),
    };
  }

  /** What may differ between two readings of the same content: flags. */
  #readingOf(open: Opened): string {
    const known = this.#readings.get(open.dataset);
    if (known?.series === open.series) return known.text;
    const flags = seriesOf(open).map(({ missing, flags: { steps, total, spans } }) => [
      missing,
      steps,
      total,
      ...spans.map(({ code, fromStep, toStep }) => [code, fromStep, toStep]),
    ]);
    const text = checksum(JSON.stringify(flags));
    this.#readings.set(open.dataset, { series: open.series, text });
    return text;
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

const nothing = new Float64Array(blockBins);

function rangeOf(block: number): BinRange {
  return { first: block * blockBins, last: (block + 1) * blockBins - 1 };
}

function blocksOf({ first, last }: BinRange): number[] {
  const from = Math.floor(first / blockBins);
  return Array.from({ length: Math.floor(last / blockBins) - from + 1 }, (_, index) => from + index);
}

/** The columns of neighbouring blocks as one, cut to a range; zero where a block has none. */
function cutOf(range: BinRange, columnOf: (block: number) => Float64Array | undefined): Float64Array {
  const cut = new Float64Array(range.last - range.first + 1);
  for (const block of blocksOf(range)) {
    const column = columnOf(block);
    if (column === undefined) continue;
    const { first, last } = rangeOf(block);
    const from = Math.max(first, range.first);
    cut.set(column.subarray(from - first, Math.min(last, range.last) - first + 1), from - range.first);
  }
  return cut;
}
