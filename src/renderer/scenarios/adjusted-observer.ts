import { createStore } from "zustand/vanilla";
import { type AdjustmentEdit, adjustForecast } from "#domain/scenario";
import { areCounts } from "#domain/series";
import type { Session } from "#renderer/context";
import type { ForecastObserver, ForecastState, Shown } from "#renderer/forecasts";
import type { StoreApi } from "zustand/vanilla";
import { type Scenarios, seriesAdjustments } from "./scenarios.ts";

/** An adjustment of the shown series that is being made: drawn, and nowhere else. */
export interface Preview {
  readonly dataset: string;
  readonly edit: AdjustmentEdit;
  /** Of the one that it takes the place of; null where it comes last. */
  readonly replaces: number | null;
}

export interface AdjustedObserverPorts {
  /** Of forecasts as they are made. */
  readonly plain: ForecastObserver;
  readonly scenarios: Pick<Scenarios, "store">;
  readonly preview: StoreApi<{ readonly preview: Preview | null }>;
  readonly session: Pick<Session, "store">;
}

/** What a chart shows, with the adjustments of its series on top; what it was made of is beside it, as `plain`. */
export function createAdjustedObserver({
  plain,
  scenarios,
  preview,
  session,
}: AdjustedObserverPorts): ForecastObserver {
  let last: { readonly of: Shown; readonly by: readonly AdjustmentEdit[]; readonly made: Shown } | null = null;
  const adjusted = (shown: Shown): Shown => {
    if (shown.forecast === null || shown.forecast.origin !== 0) return shown;
    const by = adjustmentsNow(shown);
    if (by.length === 0) return shown;
    if (last?.of === shown && last.by.length === by.length && last.by.every((one, at) => one === by[at]))
      return last.made;
    const { values } = shown.values;
    const isNonNegative = values.every((value) => !(value < 0));
    const isWhole = session.store.getState().isRounded && areCounts(values);
    const { forecast, lines } = adjustForecast(shown.forecast, by, { isNonNegative, isWhole });
    const made = lines === null ? shown : { ...shown, forecast, plain: shown.forecast };
    last = { of: shown, by, made };
    return made;
  };
  const adjustmentsNow = ({ dataset, series }: Shown): readonly AdjustmentEdit[] => {
    const own = seriesAdjustments(scenarios.store.getState().files[dataset.handle], series);
    const draft = preview.getState().preview;
    if (draft === null || draft.dataset !== dataset.handle || draft.edit.series !== series.id) return own;
    return draft.replaces === null
      ? [...own, draft.edit]
      : own.map((one) => (one.id === draft.replaces ? draft.edit : one));
  };
  const now = (): ForecastState => {
    const state = plain.store.getState();
    return state.shown === null ? state : { ...state, shown: adjusted(state.shown) };
  };
  const store = createStore<ForecastState>(now);
  const update = (): void => store.setState(now(), true);
  const updateShown = (): void => {
    const { shown } = now();
    if (shown !== store.getState().shown) update();
  };
  const stops = [plain.store.subscribe(update), scenarios.store.subscribe(updateShown), preview.subscribe(updateShown)];
  return {
    ...plain,
    store,
    dispose() {
      for (const stop of stops) stop();
      plain.dispose();
    },
  };
}
