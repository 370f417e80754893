export {
  DatasetsContext,
  KeptFilesContext,
  RecentsContext,
  ReimportingContext,
  SourcesContext,
  useActive,
  useDatasets,
  useDatasetsState,
  useKeptFiles,
  useKeptFilesState,
  useRecents,
  useRecentsState,
  useReimporting,
  useReimportingState,
  useSources,
  useSourcesState,
} from "./context.ts";
export {
  type AbsentFile,
  activeDataset,
  clampOrigin,
  createDatasets,
  type Datasets,
  type DatasetsState,
  isAbsent,
  type OpenDataset,
  selectedSeries,
  tabInFront,
  tabsOf,
} from "./datasets.ts";
export { createKeptFiles, keepZooms, type KeptFiles } from "./kept-files.ts";
export { createRecents } from "./recents.ts";
export { ImportFacts } from "./import-facts.tsx";
export { estimateRemainingMs, shareRead } from "./import-progress.ts";
export { ReimportStatus } from "./reimport-status.tsx";
export { createReimporting, outcomeText, type Reimporting, type ReimportState } from "./reimporting.ts";
export { RememberedSettings } from "./remembered-settings.tsx";
export { bigStep, horizonPresets } from "./seasons.ts";
export { commonFrequencies, commonFrequency, fileSteps, frequencyId } from "./steps.ts";
export { countForAttention, groupWarnings, type WarningGroup } from "./warnings.ts";
export { createSources, type Sources, type SourcesState } from "./sources.ts";
export { withPlaces } from "./option-places.ts";
export { windowAround } from "./window-around.ts";
export { UndoRedo } from "./undo-redo.tsx";
