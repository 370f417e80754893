import { createStore, type StoreApi } from "zustand/vanilla";
import type { MeasuredCoverage } from "#domain/score";
import type { Client } from "#renderer/bridge";
import { type ForecastState, isSamePast, isSameShown, type ShownHistory, shownHistory } from "#renderer/forecasts";
import type { Clock } from "#renderer/context";

export interface CoverageState {
  /** null until past origins of what is on screen are computed, and where there are none. */
  readonly measured: MeasuredCoverage | null;
  /** False until main has been asked about what is on screen. */
  readonly isKnown: boolean;
  /** Whether the last answer was a failure. What was measured before it stays. */
  readonly hasFailed: boolean;
}

export interface Coverage {
  readonly store: StoreApi<CoverageState>;
  /** Asks once more where the last answer was a failure. */
  retry(): void;
}

const nothing: CoverageState = { measured: null, isKnown: false, hasFailed: false };

/** Background work brings new past origins all the time; a few numbers a second would only flicker. */
const pauseMs = 2_000;

/** Keeps what was measured at past origins in step with the forecast on screen and with the background work behind it. */
export function createCoverage(client: Client, clock: Clock, forecasting: StoreApi<ForecastState>): Coverage {
  const store = createStore<CoverageState>(() => nothing);
  let current: ShownHistory | null = null;
  let abort: AbortController | null = null;
  let stopTimer: (() => void) | null = null;

  const ask = async (): Promise<void> => {
    stopTimer?.();
    stopTimer = null;
    const key = current;
    if (key === null) return;
    abort?.abort();
    const mine = new AbortController();
    abort = mine;
    const outcome = await client.request("forecast:coverage", key, { signal: mine.signal });
    if (abort !== mine) return;
    if (outcome.ok) store.setState({ measured: outcome.value, isKnown: true, hasFailed: false });
    else store.setState({ hasFailed: true });
  };

  forecasting.subscribe((state, before) => {
    const key = shownHistory(state);
    const isSame = key !== null && current !== null && isSameShown(key, current);
    const hasMoved = !isSame && (state.shown !== before.shown || state.refining !== before.refining);
    if (hasMoved) {
      stopTimer?.();
      // Also without any background work: an earlier visit may have done it all.
      stopTimer = key === null ? null : clock.after(pauseMs, () => void ask());
      abort?.abort();
      abort = null;
      current = key;
      if (store.getState() !== nothing) store.setState(nothing, true);
    }
    const { background } = state;
    if (background === null || current === null || !isSamePast(background, current)) return;
    // What came before the chart did was not looked at then.
    if (!hasMoved && background === before.background) return;
    if (background.computed >= background.total) void ask();
    else stopTimer ??= clock.after(pauseMs, () => void ask());
  });
  return {
    store,
    retry() {
      if (!store.getState().hasFailed) return;
      store.setState({ hasFailed: false });
      void ask();
    },
  };
}
