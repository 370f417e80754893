import type { RequestArgs } from "#contract/ipc";
import { automaticModel } from "#domain/model";
import type { ForecastState } from "./forecast-observer.ts";

/** The past of what is on screen: of one series, model, horizon and kind of ranges. */
export type ShownHistory = Required<RequestArgs<"forecast:coverage">>;

/** null while nothing is shown, or what is shown is about to be replaced: its past is not worth a look. */
export function shownHistory({ shown, refining }: Pick<ForecastState, "shown" | "refining">): ShownHistory | null {
  const forecast = shown?.forecast ?? null;
  if (forecast === null || refining !== null) return null;
  const { dataset, series, horizon, choice, calibration } = forecast;
  const model = choice === undefined ? forecast.model.id : automaticModel;
  return { dataset, series, model, horizon, bands: calibration === undefined ? "native" : "calibrated" };
}

export function isSameShown(one: ShownHistory, other: ShownHistory): boolean {
  return isSamePast(one, other) && one.model === other.model && one.bands === other.bands;
}

type Past = Omit<ShownHistory, "model" | "bands">;

/** Of a composed forecast the background computes the history that its members need, under another model's name. */
export function isSamePast(one: Past, other: Past): boolean {
  return one.dataset === other.dataset && one.series === other.series && one.horizon === other.horizon;
}
