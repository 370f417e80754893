import { createStore, type StoreApi } from "zustand/vanilla";
import type { PastErrors } from "#domain/score";
import type { Client } from "#renderer/bridge";
import type { Clock } from "#renderer/context";
import type { ForecastState } from "./forecast-observer.ts";
import { isSamePast, isSameShown, type ShownHistory, shownHistory } from "./shown-history.ts";

export interface PastErrorsState {
  /** null until main has said what is known, and where there is no past. */
  readonly errors: PastErrors | null;
}

/** Background work brings new ones all the time, and each picture of them goes over the whole history. */
const pauseMs = 1_000;
/** Corrected ranges come after those as modelled at each step back in time: what is only passed is not asked about. */
const bandsPauseMs = 500;

/** Keeps how past forecasts did in step with the forecast on screen and with the background work behind it. */
export function createPastErrors(
  client: Client,
  clock: Clock,
  forecasting: StoreApi<ForecastState>,
): StoreApi<PastErrorsState> {
  const store = createStore<PastErrorsState>(() => ({ errors: null }));
  let current: ShownHistory | null = null;
  let stopTimer: (() => void) | null = null;
  let asking: AbortController | null = null;
  /** More came while main was asked. */
  let isBehind = false;

  const askLater = (): void => {
    if (asking === null) stopTimer ??= clock.after(pauseMs, () => void ask());
    else isBehind = true;
  };

  const ask = async (): Promise<void> => {
    stopTimer?.();
    stopTimer = null;
    const key = current;
    if (key === null) return;
    const mine = new AbortController();
    asking = mine;
    isBehind = false;
    const outcome = await client.request("forecast:errors", key, { signal: mine.signal });
    if (asking !== mine) return;
    asking = null;
    if (!outcome.ok) return;
    store.setState({ errors: outcome.value });
    if (outcome.value?.hasMore === true) void ask();
    else if (isBehind) askLater();
  };

  forecasting.subscribe((state, before) => {
    const next = shownHistory(state);
    const isSame = next !== null && current !== null && isSameShown(next, current);
    if (!isSame && (state.shown !== before.shown || state.refining !== before.refining)) {
      stopTimer?.();
      stopTimer = null;
      asking?.abort();
      asking = null;
      // Corrected ranges have the same past: while they are made the map need not go.
      const isOther = next === null ? state.shown?.forecast == null : current === null || !isSamePast(next, current);
      current = next;
      if (isOther) store.setState({ errors: null });
      if (next === null) return;
      if (isOther) void ask();
      else stopTimer = clock.after(bandsPauseMs, () => void ask());
      return;
    }
    const { background } = state;
    if (background === null || background === before.background || current === null) return;
    if (isSamePast(background, current)) askLater();
  });
  return store;
}
