import { sharedStore } from "#renderer/context";
import type { ForecastObserver, ForecastState } from "./forecast-observer.ts";

/** The forecast of the chart that a view belongs to. */
export const [ForecastContext, useForecast, useForecastState] = sharedStore<ForecastState, ForecastObserver>(
  "forecast",
);
