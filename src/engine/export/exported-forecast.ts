import { medianOf as medianAmong } from "#engine/figure";
import type { ExportedForecast } from "#domain/export";

/** [horizon]; null where neither the levels nor the forecast itself hold a median. */
export function medianOf(
  forecast: Pick<ExportedForecast, "levels" | "quantiles" | "horizon" | "median">,
): ArrayLike<number> | null {
  return medianAmong(forecast.levels, forecast.quantiles, forecast.horizon) ?? forecast.median ?? null;
}
