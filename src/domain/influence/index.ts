/** What is known to move a series beside its own past. */
export { holidayCountries } from "./holiday-countries.ts";
export {
  hasInfluences,
  influencedModel,
  influenceUses,
  influenceKinds,
  noInfluences,
  withInfluences,
  type FittedInfluences,
  type ForecastChange,
  type ForecastExplanation,
  type ForecastParts,
  type Holiday,
  type HolidayPlace,
  type InfluenceEffect,
  type InfluenceEvent,
  type InfluenceKind,
  type InfluenceSettings,
  type InfluencesState,
  type InfluenceUse,
  type InfluenceVerdict,
  type KeptInfluences,
} from "./influence.ts";
