import { useStore } from "zustand";
import type { StoreApi } from "zustand/vanilla";
import { shared, sharedStore } from "#renderer/context";
import type { ForecastObserver, ForecastState } from "./forecast-observer.ts";
import type { PastErrorsState } from "./past-errors.ts";

/** The forecast of the chart that a view belongs to. */
export const [ForecastContext, useForecast, useForecastState] = sharedStore<ForecastState, ForecastObserver>(
  "forecast",
);

const [PastErrorsContext, usePastErrorsStore] = shared<StoreApi<PastErrorsState>>("store of past errors");
export { PastErrorsContext };

/** How past forecasts of what is on screen did; null where nothing is known. */
export function usePastErrors(): PastErrorsState["errors"] {
  return useStore(usePastErrorsStore(), ({ errors }) => errors);
}
