import { formatFrequency, isSameFrequency, type Frequency, type Quantity } from "#domain/series";
import type { ModelFrequencies, ModelInfo } from "./model.ts";

/** Whether a model was made for series with this step. `hour` may be written `1 hour`, too. */
export function suitsFrequency(frequencies: ModelFrequencies, frequency: Frequency): boolean {
  if (frequencies === "any") return true;
  return (
    frequencies.includes(formatFrequency(frequency)) || frequencies.includes(`${frequency.count} ${frequency.unit}`)
  );
}

/** What a model must fit in a series. */
export interface SeriesKind {
  readonly frequency: Frequency;
  readonly quantity?: Quantity | undefined;
}

/** Whether a model was made for series of this step and quantity. It may be used for another quantity; nobody chooses that for the user. */
export function suitsSeries(
  { frequencies, quantity }: Pick<ModelInfo, "frequencies" | "quantity">,
  series: SeriesKind,
): boolean {
  return suitsFrequency(frequencies, series.frequency) && (quantity === undefined || quantity === series.quantity);
}

/** The model to offer for a series because it was made for its quantity; undefined where there is none. */
export function madeForSeries<T extends Pick<ModelInfo, "frequencies" | "quantity" | "state">>(
  models: readonly T[],
  series: SeriesKind,
): T | undefined {
  return models.find(
    (model) =>
      model.quantity !== undefined &&
      (model.state === "ready" || model.state === "loading") &&
      suitsSeries(model, series),
  );
}

/** The models used when none is named. */
export interface ModelDefaults {
  readonly models: readonly Pick<ModelInfo, "id" | "state">[];
  /** Used when no other is chosen. */
  readonly defaultModel: string;
  /** The user's choices; null: for every frequency without a choice of its own. */
  readonly defaults: readonly { readonly frequency: Frequency | null; readonly model: string }[];
}

/** The user's default for a frequency if it is usable, otherwise the general default. */
export function defaultModelFor({ models, defaultModel, defaults }: ModelDefaults, wanted: Frequency): string {
  const own = defaults.find(({ frequency }) => frequency !== null && isSameFrequency(frequency, wanted))?.model;
  const isUsable = models.some(({ id, state }) => id === own && (state === "ready" || state === "loading"));
  return own !== undefined && isUsable ? own : defaultModel;
}
