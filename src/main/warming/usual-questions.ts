/** What is likely to be asked next of a dataset: so that it has been answered by then. */
import type { BinRange, BinSize } from "#domain/availability";
import type { ForecastKey } from "#domain/forecast";
import { dayMs, type Frequency, isSameFrequency, oldestOrigin } from "#domain/series";
import { binSizeFor, binsOf } from "#engine/availability";

/** Forecasts of one series by one model. */
export interface History {
  readonly series: string;
  readonly model: string;
  readonly horizon: number;
}

export type Question =
  /** The same origins of neighbouring series, newest first. */
  | {
      readonly about: "forecasts";
      readonly histories: readonly History[];
      readonly oldest: number;
      readonly newest: number;
    }
  /** How the range of forecasts did, with the past forecasts that it is told by. */
  | { readonly about: "evidence"; readonly history: History }
  | { readonly about: "overview" }
  | { readonly about: "bins"; readonly size: BinSize; readonly bins: BinRange; readonly rows: readonly number[] };

export interface AskedSeries {
  readonly id: string;
  readonly frequency: Frequency;
  readonly steps: number;
  /** Wall-clock milliseconds of the first step, and of the end of the last. */
  readonly startMs: number;
  readonly endMs: number;
}

/** Of all series of a dataset together. */
export interface Extent {
  /** Wall-clock milliseconds. */
  readonly startMs: number;
  readonly endMs: number;
  /** Between two steps of the series with the shortest. */
  readonly stepMs: number;
}

export interface AskedDataset {
  readonly series: readonly AskedSeries[];
  readonly extent: Extent;
  /** Where a view looked last; null where none has. */
  readonly lookedAt: Omit<ForecastKey, "dataset" | "origin"> | null;
  /** Begun for a view, some time, and not finished. */
  readonly unfinished: readonly History[];
  /** By which model, and how far, a series is forecast unless somebody chose otherwise. */
  readonly usual: (frequency: Frequency) => Omit<History, "series">;
}

/** Series of a dataset that are looked at ahead, those next in the list to the selected one first. */
const maxSeries = 64;
/** Their forecasts of the real future share batches. */
const seriesAtOnce = 16;
/** Of these the next steps back, too, and how their ranges did. */
const maxNeighbours = 8;
const maxEvidence = 4;
const nextOrigins = 16;
/** The list of a window shows about as many rows, and its time line about as many bins. */
const rowsInSight = 20;
const binsInSight = 225;
/** The window leaves so much beside the data when it shows all of them. */
const marginShare = 0.02;
const usualDays = [30, 7, 1];
/** Fewer steps are no picture. */
const fewestSteps = 8;

/** In the order in which they are worth the most; their number is bounded, whatever the dataset. */
export function usualQuestions(dataset: AskedDataset): readonly Question[] {
  const near = nearest(dataset);
  const histories = near.map((series) => historyOf(series, dataset));
  const neighbours = histories.slice(0, maxNeighbours);
  const all = rangesOf(dataset.extent);
  const rows = dataset.series.slice(0, rowsInSight).map((_, place) => place);
  const inBins = ({ size, bins }: SizedBins): Question => ({ about: "bins", size, bins, rows });
  return [
    ...grouped(histories).map((group): Question => ({ about: "forecasts", histories: group, oldest: 0, newest: 0 })),
    { about: "overview" },
    ...all.slice(0, 1).map(inBins),
    ...dataset.unfinished.slice(0, maxSeries).map((history): Question => {
      const steps = dataset.series.find(({ id }) => id === history.series)?.steps ?? 1;
      return { about: "forecasts", histories: [history], oldest: oldestOrigin(steps), newest: 0 };
    }),
    ...grouped(neighbours).map((group): Question => ({
      about: "forecasts",
      histories: group,
      oldest: -nextOrigins,
      newest: -1,
    })),
    ...histories.slice(0, maxEvidence).map((history): Question => ({ about: "evidence", history })),
    ...all.slice(1).map(inBins),
  ];
}

/** What the extent of a dataset is found by; there may be many series, so it is found once. */
export function extentOf(series: readonly AskedSeries[]): Extent {
  let [startMs, endMs, least] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
  for (const one of series) {
    startMs = Math.min(startMs, one.startMs);
    endMs = Math.max(endMs, one.endMs);
    least = Math.min(least, (one.endMs - one.startMs) / one.steps);
  }
  return { startMs, endMs, stepMs: least };
}

/** Beginning with the selected one; of two that are equally near, the one below. */
function nearest({ series, lookedAt }: AskedDataset): readonly AskedSeries[] {
  const selected = Math.max(
    0,
    series.findIndex(({ id }) => id === lookedAt?.series),
  );
  const found = series.slice(selected, selected + 1);
  for (let by = 1; by < series.length && found.length < maxSeries; by += 1)
    for (const place of [selected + by, selected - by]) {
      const one = series[place];
      if (one !== undefined && found.length < maxSeries) found.push(one);
    }
  return found;
}

/** As a window would ask for it that goes on from the selected series: a horizon means something for its steps only. */
function historyOf({ id, frequency }: AskedSeries, { series, lookedAt, usual }: AskedDataset): History {
  const before = series.find((one) => one.id === lookedAt?.series)?.frequency;
  const isSameStep = before !== undefined && isSameFrequency(before, frequency);
  const { model, horizon } = lookedAt !== null && isSameStep ? lookedAt : usual(frequency);
  return { series: id, model, horizon };
}

/** Neighbours with the same model and horizon, which can share a batch. */
function grouped(histories: readonly History[]): readonly (readonly History[])[] {
  const groups: History[][] = [];
  for (const history of histories) {
    const open = groups.findLast(
      (group) =>
        group.length < seriesAtOnce && group[0]?.model === history.model && group[0].horizon === history.horizon,
    );
    if (open === undefined) groups.push([history]);
    else open.push(history);
  }
  return groups;
}

interface SizedBins {
  readonly size: BinSize;
  readonly bins: BinRange;
}

/** All of the time that series span, then the usual stretches up to its end that are shorter and have enough steps in them. */
function rangesOf({ startMs: from, endMs: to, stepMs }: Extent): readonly SizedBins[] {
  if (!(to > from)) return [];
  const margin = (to - from) * marginShare;
  const stretches = usualDays
    .map((days) => days * dayMs)
    .filter((ms) => ms < to - from && ms >= fewestSteps * stepMs)
    .map((ms) => [to - ms, to] as const);
  return [[from - margin, to + margin] as const, ...stretches].map(([start, end]) => {
    const size = binSizeFor(start, end, binsInSight);
    return { size, bins: binsOf(size, start, end) };
  });
}
