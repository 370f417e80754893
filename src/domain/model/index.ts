/** Models: their properties, their ids, and the choice of a default. */
export { defaultModelFor, madeForSeries, suitsFrequency, suitsSeries, type ModelDefaults } from "./choose.ts";
export type { ModelDescription, ModelsState } from "./manage.ts";
export { automaticModel } from "./ids.ts";
export {
  missingRules,
  outputKinds,
  type ChosenModel,
  type Member,
  type MissingRule,
  type ModelFrequencies,
  type ModelIdentity,
  type ModelInfo,
  type OutputKind,
  type SampleRows,
} from "./model.ts";
