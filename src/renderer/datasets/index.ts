export {
  DatasetsContext,
  ReimportingContext,
  SourcesContext,
  useActive,
  useDatasets,
  useDatasetsState,
  useReimporting,
  useReimportingState,
  useSourcesState,
} from "./context.ts";
export {
  activeDataset,
  clampOrigin,
  createDatasets,
  type Datasets,
  type DatasetsState,
  type OpenDataset,
  selectedSeries,
} from "./datasets.ts";
export { ImportFacts } from "./import-facts.tsx";
export { estimateRemainingMs, shareRead } from "./import-progress.ts";
export { ReimportStatus } from "./reimport-status.tsx";
export { createReimporting, outcomeText, type Reimporting } from "./reimporting.ts";
export { RememberedSettings } from "./remembered-settings.tsx";
export { bigStep, horizonPresets } from "./seasons.ts";
export { commonFrequencies, commonFrequency, fileSteps, frequencyId } from "./steps.ts";
export { countForAttention, groupWarnings, type WarningGroup } from "./warnings.ts";
export { createSources, type Sources, type SourcesState } from "./sources.ts";
export { withPlaces } from "./option-places.ts";
export { windowAround } from "./window-around.ts";
export { UndoRedo } from "./undo-redo.tsx";
