/** What a manifest says of several forecasts at once. */
import type { ExportManifest, ForecastToExport } from "#domain/export";
import { automaticModel, type ModelIdentity } from "#domain/model";

/** What a manifest says about the model: the one that made every forecast, or that each was chosen and says itself which. */
export function manifestModel(
  forecasts: readonly { readonly forecast: { readonly model: ModelIdentity } }[],
): ModelIdentity {
  const [first, ...others] = forecasts.map(({ forecast }) => forecast.model);
  const isOne = first !== undefined && others.every((model) => model.id === first.id && model.sha256 === first.sha256);
  return isOne ? { ...first } : { id: automaticModel, version: "", sha256: "" };
}

/** The zones of all datasets' times that have one. */
export function manifestZone(zones: Iterable<string | null>): { readonly timezone?: string } {
  const known = [...new Set(zones)].filter((zone) => zone !== null);
  return known.length === 0 ? {} : { timezone: known.join(", ") };
}

/** Thresholds of the forecasts, each once, by which a replay finds them again. */
export function thresholdSetting(
  forecasts: readonly Pick<ForecastToExport, "thresholds">[],
): ExportManifest["settings"] {
  const all = forecasts.flatMap(({ thresholds = [] }) => thresholds.map(({ threshold }) => threshold));
  const known = new Map(all.map((threshold) => [threshold.id, threshold]));
  return known.size === 0 ? {} : { thresholds: JSON.stringify([...known.values()]) };
}
