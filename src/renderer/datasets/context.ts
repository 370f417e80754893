import { sharedStore } from "#renderer/context";
import { activeDataset, type Datasets, type DatasetsState, type OpenDataset } from "./datasets.ts";
import type { KeptFiles, KeptFilesState } from "./kept-files.ts";
import type { Recents, RecentsState } from "./recents.ts";
import type { Reimporting, ReimportState } from "./reimporting.ts";
import type { Sources, SourcesState } from "./sources.ts";

export const [DatasetsContext, useDatasets, useDatasetsState] = sharedStore<DatasetsState, Datasets>("open datasets");
export const [ReimportingContext, useReimporting, useReimportingState] = sharedStore<ReimportState, Reimporting>(
  "store of readings",
);
export const [SourcesContext, useSources, useSourcesState] = sharedStore<SourcesState, Sources>("state of open files");

export const [KeptFilesContext, useKeptFiles, useKeptFilesState] = sharedStore<KeptFilesState, KeptFiles>(
  "files that were open before",
);
export const [RecentsContext, useRecents, useRecentsState] = sharedStore<RecentsState, Recents>("recent files");

/** A part of what is selected in the dataset in front; `undefined` when none is open. */
export function useActive<T>(selector: (open: OpenDataset) => T): T | undefined {
  return useDatasetsState((state) => {
    const open = activeDataset(state);
    return open === undefined ? undefined : selector(open);
  });
}
