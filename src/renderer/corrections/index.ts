export { CorrectionsContext, useActiveCorrections, useCorrections, useCorrectionsState } from "./context.ts";
export {
  createCorrections,
  type Corrections,
  type CorrectionsStoreState,
  type PreviousDataset,
} from "./corrections.ts";
export { notesOf, type SeriesNote } from "./notes.ts";
