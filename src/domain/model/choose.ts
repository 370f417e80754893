import { formatFrequency, isSameFrequency, type Frequency } from "#domain/series";
import type { ModelFrequencies, ModelInfo } from "./model.ts";

/** Whether a model was made for series with this step. `hour` may be written `1 hour`, too. */
export function suitsFrequency(frequencies: ModelFrequencies, frequency: Frequency): boolean {
  if (frequencies === "any") return true;
  return (
    frequencies.includes(formatFrequency(frequency)) || frequencies.includes(`${frequency.count} ${frequency.unit}`)
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
