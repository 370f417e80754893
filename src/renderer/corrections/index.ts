export {
  CorrectionsContext,
  useActiveCorrections,
  useActivePrevious,
  useCorrections,
  useCorrectionsState,
} from "./context.ts";
export { createCorrections, type Corrections, type PreviousDataset } from "./corrections.ts";
