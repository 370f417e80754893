import { adoptedModel } from "#domain/job";
import { automaticModel, madeForSeries, type ModelInfo } from "#domain/model";
import { type OpenDataset, selectedSeries } from "#renderer/datasets";

/**
 * The model that was made for what the selected series measures, to be offered in place of the chosen one; undefined where
 * there is none, where it is chosen, and where the user has decided, as by adopting. `auto` takes it into account by itself.
 */
export function offeredModel(open: OpenDataset, models: readonly ModelInfo[]): ModelInfo | undefined {
  const { model } = open.selection;
  if (open.isModelDecided || model === automaticModel || model === adoptedModel) return undefined;
  const made = madeForSeries(models, selectedSeries(open));
  return made?.id === model ? undefined : made;
}
