import { createStore, type StoreApi } from "zustand/vanilla";
import type { FolderListing } from "#contract/ipc";

/** The files of a folder that was dropped, until the user has said which of them to open. */
export type FolderChoice = StoreApi<FolderListing | null>;

/** Fewer are opened all, unless the user says otherwise; of more none is meant before it is chosen. */
const chosenUnasked = 10;

export function createFolderChoice(): FolderChoice {
  return createStore<FolderListing | null>(() => null);
}

/** Grants of the files that are chosen to begin with. */
export function firstChosen({ files }: FolderListing): ReadonlySet<string> {
  return new Set(files.length <= chosenUnasked ? files.map(({ grant }) => grant) : []);
}
