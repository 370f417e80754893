import { createStore, type StoreApi } from "zustand/vanilla";
import type { RequestArgs } from "#contract/ipc";
import {
  maxBinsPerRange,
  maxRowsPerRequest,
  type AvailabilityBins,
  type AvailabilityOverview,
  type AvailabilityRow,
  type BinRange,
  type BinSize,
  type Interval,
  type PastHits,
  type SeriesGaps,
} from "#domain/availability";
import type { ImportedDataset } from "#domain/dataset";
import type { AppError } from "#domain/errors";
import { hourMs } from "#domain/series";
import { binSizeFor, binsOf, KnownAvailability } from "#engine/availability";
import type { Client } from "#renderer/bridge";
import type { Clock, Session, ViewStore } from "#renderer/context";
import { activeDataset, type Datasets, selectedSeries } from "#renderer/datasets";
import { matching } from "#renderer/ui";

export const sortings = ["file", "name", "present", "gap", "start"] as const;
export type Sorting = (typeof sortings)[number];

/** What is on screen: bins of one size over a stretch of time that is all known. */
export interface Drawn {
  readonly size: BinSize;
  readonly bins: BinRange;
}

export interface AvailabilityState {
  /** The file whose data are shown; null while none is. */
  readonly dataset: ImportedDataset | null;
  readonly overview: AvailabilityOverview | null;
  /** Why the last request gave nothing. */
  readonly error: AppError | null;
  /** The stretch of time in sight, in wall-clock milliseconds; null until the overview is there. */
  readonly range: Interval | null;
  /** Room for the bins, in pixels; 0 until it was measured. */
  readonly widthPixels: number;
  /** The newest of what was known at once; it may be of another stretch than is in sight, while that is on its way. */
  readonly drawn: Drawn | null;
  /** Changes whenever more is known. */
  readonly revision: number;
  /** Places of series in the dataset, sorted and filtered: the rows of the heatmap. */
  readonly rows: readonly number[];
  readonly sorting: Sorting;
  readonly query: string;
  /** Of the series in front; null where they are not known. */
  readonly hits: PastHits | null;
  readonly gaps: SeriesGaps | null;
}

export interface Availability {
  readonly store: StoreApi<AvailabilityState>;
  open(): void;
  close(): void;
  /** Asks again, where the last answer was a failure. */
  retry(): void;
  /** Room for the bins, in pixels. */
  setWidth(pixels: number): void;
  /** A row came into sight. Returns the function that says that it went. */
  show(place: number): () => void;
  /** Makes the stretch in sight so many times as long, about a place in it between 0 and 1. */
  zoom(factor: number, at?: number): void;
  zoomTo(interval: Interval): void;
  /** Moves by a share of what is in sight. */
  pan(share: number): void;
  showAll(): void;
  sort(by: Sorting): void;
  search(query: string): void;
  /** Takes a series to the front. */
  select(place: number): void;
  /** What is known of the drawn bins, NaN where nothing is. */
  bins(drawn: Drawn): AvailabilityBins;
  row(drawn: Drawn, place: number): AvailabilityRow;
}

export interface AvailabilityPorts {
  readonly client: Client;
  readonly clock: Clock;
  readonly datasets: Pick<Datasets, "store" | "selectSeries">;
  readonly session: Pick<Session, "store">;
  readonly view: ViewStore;
}

/** Narrower bins could not be told apart, nor pointed at. */
const leastBinPixels = 4;
const shortestMs = 3 * hourMs;
/** Beside the data, as a share of their length, so that their ends are seen to be ends. */
const marginShare = 0.02;
/** Series that are only passed on the way through the list need no gaps and past forecasts. */
const pauseMs = 250;
/** Past forecasts come a few at a time. */
const hitsPauseMs = 2_000;

const nothing: AvailabilityState = {
  dataset: null,
  overview: null,
  error: null,
  range: null,
  widthPixels: 0,
  drawn: null,
  revision: 0,
  rows: [],
  sorting: "file",
  query: "",
  hits: null,
  gaps: null,
};

/** Keeps what is known of a file's data over time, and asks for what comes into sight, for as long as the page is shown. */
export function createAvailability({ client, clock, datasets, session, view }: AvailabilityPorts): Availability {
  const store = createStore<AvailabilityState>(() => nothing);
  let known = new KnownAvailability();
  /** How many views show each row. */
  const shown = new Map<number, number>();
  /** Of all requests about the dataset in front. */
  let abort = new AbortController();
  let isAsking = false;
  let isAskPlanned = false;
  let front: { readonly series: string; readonly key: string; readonly abort: AbortController } | null = null;
  let stopTimer: () => void = () => {};

  const wantedNow = () => {
    const { range, rows, widthPixels } = store.getState();
    if (range === null || widthPixels <= 0) return null;
    const size = binSizeFor(range.from, range.to, Math.min(widthPixels / leastBinPixels, maxBinsPerRange));
    const bins = clipped(binsOf(size, range.from, range.to));
    const inSight = rows.filter((place) => shown.has(place)).slice(0, maxRowsPerRequest);
    return { drawn: { size, bins }, inSight };
  };

  /** One request at a time: each brings something to keep, and the next one is for what is in sight by then. */
  const ask = async (): Promise<void> => {
    const wanted = wantedNow();
    const { dataset, drawn } = store.getState();
    if (wanted === null || dataset === null || isAsking) return;
    const { size, bins } = wanted.drawn;
    const missing = known.missing(size, bins, wanted.inSight);
    if (missing === null) {
      if (drawn === null || !isSameDrawn(drawn, wanted.drawn)) store.setState({ drawn: wanted.drawn });
      return;
    }
    isAsking = true;
    const { signal } = abort;
    const ranges = missing.ranges.map((range) => ({ ...range }));
    const args = { dataset: dataset.handle, view: viewId, size, ranges, rows: [...missing.rows] };
    const outcome = await client.request("availability:bins", args, { signal });
    if (signal.aborted) return;
    isAsking = false;
    if (!outcome.ok) {
      if (outcome.error.code !== "cancelled") store.setState({ error: outcome.error });
      return;
    }
    for (const part of outcome.value.parts) known.add(part);
    store.setState(({ revision }) => ({ revision: revision + 1, error: null }));
    void ask();
  };

  /** Rows come into sight one by one, in the same turn. */
  const askSoon = (): void => {
    if (isAskPlanned) return;
    isAskPlanned = true;
    queueMicrotask(() => {
      isAskPlanned = false;
      void ask();
    });
  };

  const load = async (dataset: ImportedDataset): Promise<void> => {
    const { signal } = abort;
    const outcome = await client.request("availability:overview", { dataset: dataset.handle }, { signal });
    if (signal.aborted) return;
    if (!outcome.ok) {
      store.setState({ error: outcome.error });
      return;
    }
    const overview = outcome.value;
    store.setState(({ range, sorting, query }) => ({
      overview,
      error: null,
      range: range === null ? withMargin(overview) : within(range, overview),
      rows: rowsOf(dataset, overview, sorting, query),
    }));
    void ask();
  };

  const begin = (dataset: ImportedDataset, keepsView: boolean): void => {
    abort.abort();
    abort = new AbortController();
    isAsking = false;
    front?.abort.abort();
    front = null;
    known = new KnownAvailability();
    const { range, sorting, widthPixels } = store.getState();
    store.setState({ ...nothing, dataset, sorting, widthPixels, range: keepsView ? range : null }, true);
    void load(dataset);
  };

  const setRange = (range: Interval): void => {
    const { overview } = store.getState();
    if (overview === null) return;
    store.setState({ range: within(range, overview) });
    void ask();
  };

  const setRows = (how: Partial<Pick<AvailabilityState, "sorting" | "query">>): void => {
    const { dataset, overview, sorting, query } = { ...store.getState(), ...how };
    const rows = dataset === null || overview === null ? [] : rowsOf(dataset, overview, sorting, query);
    store.setState({ sorting, query, rows });
    askSoon();
  };

  const askHits = async (key: RequestArgs<"availability:forecasts">, signal: AbortSignal): Promise<void> => {
    const outcome = await client.request("availability:forecasts", key, { signal });
    if (signal.aborted) return;
    // That a past can't be forecast is said where forecasts are: here it is not known.
    store.setState({ hits: outcome.ok ? outcome.value : null });
  };

  const askGaps = async (dataset: string, series: string, signal: AbortSignal): Promise<void> => {
    const outcome = await client.request("availability:gaps", { dataset, series }, { signal });
    if (!signal.aborted) store.setState({ gaps: outcome.ok ? outcome.value : null });
  };

  /** What is shown of the series in front beside its row. */
  const follow = (): void => {
    const open = view.getState().page === "availability" ? activeDataset(datasets.store.getState()) : undefined;
    if (open === undefined) {
      front?.abort.abort();
      front = null;
      stopTimer();
      return;
    }
    const { handle } = open.dataset;
    const series = selectedSeries(open).id;
    const { model, horizon } = open.selection;
    const { bands } = session.store.getState();
    const asked = { dataset: handle, series, model, horizon, bands };
    const key = JSON.stringify(asked);
    if (front?.key === key) return;
    const isSameSeries = front?.series === `${handle} ${series}`;
    front?.abort.abort();
    const mine = { series: `${handle} ${series}`, key, abort: new AbortController() };
    front = mine;
    stopTimer();
    store.setState(isSameSeries ? { hits: null } : { hits: null, gaps: null });
    const { signal } = mine.abort;
    stopTimer = clock.after(pauseMs, () => {
      void askHits(asked, signal);
      if (store.getState().gaps === null) void askGaps(handle, series, signal);
    });
  };

  let isHitsPlanned = false;
  client.on("background:progress", ({ dataset, series, computed, total }) => {
    if (front?.series !== `${dataset} ${series}` || store.getState().hits !== null || isHitsPlanned) return;
    const { key, abort: mine } = front;
    isHitsPlanned = true;
    clock.after(computed >= total ? 0 : hitsPauseMs, () => {
      isHitsPlanned = false;
      if (!mine.signal.aborted) void askHits(JSON.parse(key) as RequestArgs<"availability:forecasts">, mine.signal);
    });
  });

  // Past forecasts are those of the method that is adopted now.
  client.on("methods:changed", ({ dataset }) => {
    if (dataset !== store.getState().dataset?.handle) return;
    front?.abort.abort();
    front = null;
    follow();
  });

  const sync = (): void => {
    if (view.getState().page === "availability") {
      const open = activeDataset(datasets.store.getState());
      const { dataset } = store.getState();
      if (open === undefined) view.setState({ page: "forecast" });
      // Read again, what was marked in the same file may be other.
      else if (open.dataset !== dataset) begin(open.dataset, open.dataset.name === dataset?.name);
    } else if (activeDataset(datasets.store.getState()) === undefined) {
      abort.abort();
      store.setState(nothing, true);
    }
    follow();
  };
  datasets.store.subscribe(sync);
  session.store.subscribe(follow);
  view.subscribe((state, before) => {
    if (state.page !== before.page) sync();
  });

  return {
    store,
    open: () => view.setState({ page: "availability", isReportShown: false }),
    close: () => view.setState({ page: "forecast" }),
    retry() {
      const { dataset, overview } = store.getState();
      store.setState({ error: null });
      if (dataset !== null && overview === null) void load(dataset);
      else void ask();
    },
    setWidth(pixels) {
      if (pixels === store.getState().widthPixels) return;
      store.setState({ widthPixels: pixels });
      void ask();
    },
    show(place) {
      shown.set(place, (shown.get(place) ?? 0) + 1);
      askSoon();
      return () => {
        const left = (shown.get(place) ?? 1) - 1;
        if (left > 0) shown.set(place, left);
        else shown.delete(place);
      };
    },
    zoom(factor, at = 0.5) {
      const { range } = store.getState();
      if (range === null) return;
      const length = range.to - range.from;
      const next = Math.max(length * factor, shortestMs);
      const from = range.from + (length - next) * at;
      setRange({ from, to: from + next });
    },
    zoomTo({ from, to }) {
      const missing = Math.max(0, shortestMs - (to - from)) / 2;
      setRange({ from: from - missing, to: to + missing });
    },
    pan(share) {
      const { range } = store.getState();
      if (range === null) return;
      const by = share * (range.to - range.from);
      setRange({ from: range.from + by, to: range.to + by });
    },
    showAll() {
      const { overview } = store.getState();
      if (overview !== null) setRange(withMargin(overview));
    },
    sort: (sorting) => setRows({ sorting }),
    search: (query) => setRows({ query }),
    select(place) {
      const id = store.getState().dataset?.series[place]?.id;
      if (id !== undefined) datasets.selectSeries(id);
    },
    bins: ({ size, bins }) => known.bins(size, bins),
    row: ({ size, bins }, place) => known.row(size, place, bins),
  };
}

/** The page is one view, whatever it shows. */
const viewId = "data-over-time";

function isSameDrawn(one: Drawn, other: Drawn): boolean {
  return one.size === other.size && one.bins.first === other.bins.first && one.bins.last === other.bins.last;
}

/** The coarsest bins may still be more than a request takes. */
function clipped({ first, last }: BinRange): BinRange {
  return { first, last: Math.min(last, first + maxBinsPerRange - 1) };
}

function withMargin({ from, to }: Interval): Interval {
  const margin = Math.max((to - from) * marginShare, shortestMs / 10);
  return { from: from - margin, to: to + margin };
}

/** The nearest stretch that does not leave the data. */
function within({ from, to }: Interval, data: Interval): Interval {
  const whole = withMargin(data);
  const length = Math.min(to - from, Math.max(whole.to - whole.from, shortestMs));
  const start = Math.min(Math.max(from, whole.from), Math.max(whole.to - length, whole.from));
  return { from: start, to: start + length };
}

function rowsOf(
  { series: all }: Pick<ImportedDataset, "series">,
  { series }: AvailabilityOverview,
  sorting: Sorting,
  query: string,
): readonly number[] {
  const places = matching([...all.keys()], query, (place) => all[place]?.id ?? "");
  const share = (place: number): number =>
    (series.presentMs[place] ?? 0) / ((series.to[place] ?? 0) - (series.from[place] ?? 0));
  const gap = (place: number): number => {
    const length = (series.longestGapTo[place] ?? 0) - (series.longestGapFrom[place] ?? 0);
    return Number.isNaN(length) ? 0 : length;
  };
  const orders: Readonly<Record<Exclude<Sorting, "file">, (left: number, right: number) => number>> = {
    name: (left, right) => collator.compare(all[left]?.id ?? "", all[right]?.id ?? ""),
    present: (left, right) => share(left) - share(right),
    gap: (left, right) => gap(right) - gap(left),
    start: (left, right) => (series.from[left] ?? 0) - (series.from[right] ?? 0),
  };
  return sorting === "file" ? [...places].toSorted((left, right) => left - right) : places.toSorted(orders[sorting]);
}

const collator = new Intl.Collator("en", { numeric: true });
