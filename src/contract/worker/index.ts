/**
 * Messages between main and its utility processes, a file per process. Plain data only (structured clone), each request with an
 * id, cancel a message of its own. Types without schemas: both ends are ours and the hot path must not parse tensors.
 */
export {
  checkedOfBatch,
  checkedOfDensity,
  checkedOfFinished,
  type FinishBatch,
  type FinishedItem,
  type FromDensity,
  type ToDensity,
} from "./density.ts";
export type {
  BandPair,
  CalibratedBands,
  DescribedSeries,
  EvaluatedSeries,
  ForecastPair,
  FromEvaluate,
  IntervalOverview,
  ModelBacktest,
  PastForecasts,
  SeriesToExplain,
  TimedQuantiles,
  ToEvaluate,
  NodeTotal,
  PathNode,
  PathSource,
  ThresholdPast,
  TotalRange,
  ValuePair,
} from "./evaluate.ts";
export { checkedOfExport, type FromExport, type ToExport } from "./export.ts";
export type { FromHolidays, ToHolidays } from "./holidays.ts";
export {
  fileFor,
  type FromInference,
  type InspectedFile,
  type ModelToLoad,
  type ProviderProbe,
  type ToInference,
} from "./inference.ts";
export {
  checkedOfSeries,
  receivedDataset,
  sentDataset,
  type FromIngest,
  type DatasetCaching,
  type CacheEvent,
  type CachedFile,
  type CorrectedInWorker,
  type FromCorrections,
  type PresetOutcome,
  type ReadCorrections,
  type SeriesToCorrect,
  type ToCorrections,
  type ToIngest,
} from "./ingest.ts";
export type {
  FromJobs,
  JobModel,
  JobSeries,
  ProfiledSeries,
  Submission,
  SubmittedProfile,
  SubmittedSearch,
  ToJobs,
  WantedForecasts,
} from "./jobs.ts";
export type {
  FromSearch,
  MainToSearch,
  SearchToMain,
  SeriesOutcome,
  SeriesToProfile,
  ToSearch,
  Trial,
} from "./search.ts";
export { checkedOfMessage, type Sealed } from "./sealed.ts";
