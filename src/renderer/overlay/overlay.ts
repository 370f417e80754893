import { createStore, type StoreApi } from "zustand/vanilla";
import type { ImportedDataset } from "#domain/dataset";
import type { Bands, Forecast } from "#domain/forecast";
import type { Client } from "#renderer/bridge";
import type { ChartOverlay, ChartSurface, Clock, Session } from "#renderer/context";
import type { Corrections, PreviousDataset } from "#renderer/corrections";
import { activeDataset, type Datasets, type OpenDataset, type Reimporting, selectedSeries } from "#renderer/datasets";
import { createForecastObserver, type ForecastClient, type ForecastObserver, quantileAt } from "#renderer/forecasts";
import { formatTime } from "#renderer/format";

/** A forecast as far as it is drawn over another one. */
export type OverlaidForecast = Pick<Forecast, "levels" | "quantiles" | "times" | "horizon">;

/** What is laid over the forecast of a dataset. */
export interface Laid {
  /** Handle of the dataset whose forecast is shown. */
  readonly over: string;
  /** Ids of the series that it is laid over; null: all. */
  readonly series: readonly string[] | null;
  /** What it is, as people read it: "Before the correction". Null where that is known once it is there. */
  readonly label: string | null;
  /** Whether the shown forecast came in its place; else the two stand beside each other. */
  readonly isEarlier: boolean;
  readonly from:
    | {
        readonly kind: "dataset";
        /** Open for this window for as long as it is laid. */
        readonly dataset: ImportedDataset;
        /** Those of the shown forecast where null. */
        readonly model: string | null;
        readonly bands: Bands | null;
      }
    /** A forecast that was shown earlier of the same file, as the track record keeps it. */
    | { readonly kind: "record" };
}

export interface OverlayState {
  readonly laid: Laid | null;
  /** Of the series and the origin in front; null while there is none. */
  readonly shown: { readonly label: string; readonly forecast: OverlaidForecast } | null;
}

/** One forecast at a time that is drawn over the shown one: as it was before, of another model, or of another file. */
export interface Overlay {
  readonly store: StoreApi<OverlayState>;
  lay(laid: Laid): void;
  dismiss(): void;
}

export interface OverlayPorts {
  readonly client: Client;
  readonly forecasts: ForecastClient;
  readonly clock: Clock;
  readonly datasets: Pick<Datasets, "store">;
  readonly session: Pick<Session, "store">;
  readonly corrections: Pick<Corrections, "store" | "dismissPrevious">;
  readonly reimporting: Pick<Reimporting, "store">;
  /** Of the main chart. */
  readonly observer: Pick<ForecastObserver, "store">;
  readonly surface: Pick<ChartSurface, "setOverlays">;
  readonly plainModel: (model: string) => string;
}

const before: Readonly<Record<PreviousDataset["how"], string>> = {
  made: "Before the correction",
  removed: "Before it was taken back",
  undo: "Before undo",
  redo: "Before redo",
};

/**
 * The forecast from before a correction, and from before a file was read again, is laid over the new one by itself, until the next change of
 * the file or until it is dismissed.
 */
export function createOverlay(ports: OverlayPorts): Overlay {
  const { client, forecasts, clock, datasets, session, corrections, reimporting, observer, surface, plainModel } =
    ports;
  const store = createStore<OverlayState>(() => ({ laid: null, shown: null }));
  const beside = createForecastObserver(forecasts, clock, {
    ...{ view: "beside", computesPast: false, isBeside: true },
    plainModel,
  });
  /** What was asked of the track record, and what it had. */
  let record: { readonly key: string; readonly answer: readonly KeptForecast[] | null } | null = null;

  const show = (shown: OverlayState["shown"]): void => {
    if (store.getState().shown?.forecast !== shown?.forecast) store.setState({ shown });
  };

  const dismiss = (): void => {
    const { laid } = store.getState();
    if (laid === null) return;
    store.setState({ laid: null, shown: null });
    beside.select(null);
    if (corrections.store.getState().previous[laid.over] !== undefined) corrections.dismissPrevious(laid.over);
  };

  /** Of the open dataset in front where something is laid over what it shows. */
  const sync = (): void => {
    const { laid } = store.getState();
    if (laid === null) return;
    const state = datasets.store.getState();
    const isThere = (handle: string): boolean => state.open.some(({ dataset }) => dataset.handle === handle);
    const isPrevious =
      laid.from.kind === "dataset" &&
      corrections.store.getState().previous[laid.over]?.before.handle === laid.from.dataset.handle;
    if (!isThere(laid.over) || (laid.from.kind === "dataset" && !isPrevious && !isThere(laid.from.dataset.handle))) {
      dismiss();
      return;
    }
    const open = activeDataset(state);
    const isOver =
      open?.dataset.handle === laid.over && (laid.series === null || laid.series.includes(open.selection.series));
    if (open === undefined || !isOver) {
      beside.select(null);
      show(null);
    } else if (laid.from.kind === "record") void syncRecord(open);
    else syncDataset(open, laid.from);
  };

  const syncDataset = (open: OpenDataset, from: Extract<Laid["from"], { kind: "dataset" }>): void => {
    const { bands, isRounded } = session.store.getState();
    const { model, horizon, origin } = open.selection;
    const now = selectedSeries(open);
    const series = from.dataset.series.find(({ id }) => id === now.id);
    // Origins are counted from the end: of data that ends elsewhere only the forecast from all of it stands for the same.
    if (series === undefined || (origin !== 0 && series.end !== now.end)) {
      beside.select(null);
      return;
    }
    beside.select({
      ...{ dataset: from.dataset, series, model: from.model ?? model, horizon, origin, density: false },
      ...{ bands: from.bands ?? bands, isRounded, levels: [] },
    });
  };

  const syncRecord = async (open: OpenDataset): Promise<void> => {
    const { series, model, horizon, origin } = open.selection;
    const asked = { dataset: open.dataset.handle, series, model, horizon };
    const key = JSON.stringify(asked);
    if (record?.key !== key) {
      record = { key, answer: null };
      show(null);
      const outcome = await client.request("records:earlier", asked);
      if (record.key !== key) return;
      record = { key, answer: outcome.ok ? outcome.value : [] };
      sync();
      return;
    }
    const { shown } = observer.store.getState();
    const isCurrent = shown?.dataset.handle === asked.dataset && shown.series.id === series;
    const forecast = isCurrent && origin === 0 ? shown.forecast : null;
    const earlier = forecast === null ? undefined : record.answer?.find((kept) => !isSame(kept, forecast));
    show(
      earlier === undefined
        ? null
        : { label: `As forecast on ${formatTime(earlier.madeMs, { unit: "day", count: 1 })}`, forecast: earlier },
    );
  };

  const lay = (laid: Laid): void => {
    dismiss();
    record = null;
    store.setState({ laid, shown: null });
    sync();
  };

  beside.store.subscribe(({ shown }) => {
    const { laid } = store.getState();
    if (laid === null || laid.from.kind === "record") return;
    const open = activeDataset(datasets.store.getState());
    const isWanted =
      shown !== null &&
      shown.series.id === open?.selection.series &&
      shown.dataset.handle === laid.from.dataset.handle &&
      shown.forecast !== null;
    show(isWanted && shown.forecast !== null ? { label: laid.label ?? "", forecast: shown.forecast } : null);
  });
  store.subscribe(({ laid, shown }, was) => {
    if (shown === was.shown) return;
    const series = activeDataset(datasets.store.getState())?.selection.series;
    const isDrawn = laid !== null && shown !== null && series !== undefined;
    surface.setOverlays(isDrawn ? [drawnAs(shown, laid.over, series)] : []);
  });
  datasets.store.subscribe(sync);
  session.store.subscribe((state, was) => {
    if (state.bands !== was.bands || state.isRounded !== was.isRounded) sync();
  });
  observer.store.subscribe((state, was) => {
    if (state.shown !== was.shown && store.getState().laid?.from.kind === "record") sync();
  });
  corrections.store.subscribe(({ previous }, was) => {
    for (const [over, one] of Object.entries(previous)) {
      if (one === was.previous[over]) continue;
      // Nobody sees what became of a file that is not in front.
      if (datasets.store.getState().active !== over) corrections.dismissPrevious(over);
      else {
        const from = { kind: "dataset", dataset: one.before, model: null, bands: null } as const;
        lay({ over, series: one.changed, label: before[one.how], isEarlier: true, from });
      }
    }
  });
  reimporting.store.subscribe((state, was) => {
    if (state === was || state.status !== "done" || state.how !== "reload" || state.handle === state.before) return;
    lay({ over: state.handle, series: null, label: null, isEarlier: true, from: { kind: "record" } });
  });

  return { store, lay, dismiss };
}

interface KeptForecast extends OverlaidForecast {
  readonly madeMs: number;
}

/** The median and the 80 % range, which the sentence beside it is about, too. */
function drawnAs(
  { label, forecast }: NonNullable<OverlayState["shown"]>,
  dataset: string,
  series: string,
): ChartOverlay {
  const row = (level: number): readonly number[] =>
    Array.from({ length: forecast.horizon }, (_, step) => quantileAt(forecast, level, step));
  const { times } = forecast;
  return { name: label, dataset, series, times, median: row(0.5), lower: row(0.1), upper: row(0.9) };
}

function isSame(one: OverlaidForecast, other: OverlaidForecast): boolean {
  return (
    one.times.length === other.times.length &&
    one.times[0] === other.times[0] &&
    one.quantiles.length === other.quantiles.length &&
    one.quantiles.every((value, place) => value === other.quantiles[place])
  );
}
