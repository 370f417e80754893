export { CorrectionsContext, useActiveCorrections, useCorrectionsState } from "./context.ts";
export { createCorrections, type Corrections, type PreviousDataset } from "./corrections.ts";
