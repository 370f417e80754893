import { shared, sharedStore } from "#renderer/context";
import type { FolderChoice } from "./folder-choice.ts";
import type { Importing, ImportState } from "./importing.ts";

export const [ImportingContext, useImporting, useImportingState] = sharedStore<ImportState, Importing>("import");
export const [FolderChoiceContext, useFolderChoice] = shared<FolderChoice>("choice of a folder's files");
