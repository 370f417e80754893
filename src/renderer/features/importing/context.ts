import { sharedStore } from "#renderer/context";
import type { Importing, ImportState } from "./importing.ts";

export const [ImportingContext, useImporting, useImportingState] = sharedStore<ImportState, Importing>("import");
