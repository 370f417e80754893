import { formatFrequency, isSameFrequency, type Frequency } from "#domain/series";
import type { ModelFrequencies, ModelInfo } from "./model.ts";

/** Whether a model was made for series with this step. `hour` may be written `1 hour`, too. */
export function suitsFrequency(frequencies: ModelFrequencies, frequency: Frequency): boolean {
  if (frequencies === "any") return true;
  return (
    frequencies.includes(formatFrequency(frequency)) || frequencies.includes(`${frequency.count} ${frequency.unit}`)
  );
}

/** Which model is used where none is named. */
export interface ModelDefaults {
  readonly models: readonly Pick<ModelInfo, "id" | "state">[];
  /** Used where no other is chosen. */
  readonly defaultModel: string;
  /** The user's own choices; null: for every frequency that has none of its own. */
  readonly defaults: readonly { readonly frequency: Frequency | null; readonly model: string }[];
}

/** The user's default for a frequency where it can be used, or the one for all others. */
export function defaultModelFor({ models, defaultModel, defaults }: ModelDefaults, wanted: Frequency): string {
  const own = defaults.find(({ frequency }) => frequency !== null && isSameFrequency(frequency, wanted))?.model;
  const isUsable = models.some(({ id, state }) => id === own && (state === "ready" || state === "loading"));
  return own !== undefined && isUsable ? own : defaultModel;
}
