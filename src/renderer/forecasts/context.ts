import { sharedStore } from "#renderer/context";
import type { Forecasting, ForecastState } from "./forecasting.ts";

/** The forecast of the chart that a view belongs to. */
export const [ForecastContext, useForecast, useForecastState] = sharedStore<ForecastState, Forecasting>("forecast");
