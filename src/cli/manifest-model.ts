import type { Forecast } from "#contract/data";

/** What a manifest says about the model: the one that made every forecast, or that each was chosen and says itself which. */
export function manifestModel(forecasts: readonly { readonly forecast: Pick<Forecast, "model"> }[]): Forecast["model"] {
  const [first, ...others] = forecasts.map(({ forecast }) => forecast.model);
  const isOne = first !== undefined && others.every((model) => model.id === first.id && model.sha256 === first.sha256);
  return isOne ? { ...first } : { id: "auto", version: "", sha256: "" };
}

/** The zones of all datasets' times that have one. */
export function manifestZone(zones: Iterable<string | null>): { readonly timezone?: string } {
  const known = [...new Set(zones)].filter((zone) => zone !== null);
  return known.length === 0 ? {} : { timezone: known.join(", ") };
}
