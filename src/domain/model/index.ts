/** What a model is, what it is called, and which one is used. */
export { defaultModelFor, suitsFrequency, type ModelDefaults } from "./choose.ts";
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
