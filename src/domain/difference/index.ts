/** Two versions of a dataset beside each other: what changed in the values, and in what is forecast from them. */
export {
  differenceKinds,
  isForecastAlike,
  modelIn,
  maxRevisedSpans,
  type BandDifference,
  type ComparedSide,
  type CrossingDifference,
  type ForecastOutcome,
  type ForecastStep,
  type RevisedSpan,
  type RevisedStep,
  type SeriesDifference,
  type StepBand,
  type ValueDifference,
  type VersionsReport,
} from "./difference.ts";
export type { ForecastRecord, KeptForecast, TrackRecord } from "./track-record.ts";
