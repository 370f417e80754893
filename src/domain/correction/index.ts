/** Corrections of series: a layer over what a file says, with its history. */
export {
  changesValues,
  correctionKinds,
  correctionProblems,
  fillMethods,
  takesValues,
  type AppliedCorrection,
  type Correction,
  type CorrectionAction,
  type CorrectionEdit,
  type CorrectionProblem,
} from "./correction.ts";
export {
  addStep,
  clearAll,
  correctionLimits,
  effective,
  emptyLog,
  notYetIn,
  redoable,
  redoStep,
  undoable,
  undoStep,
  type CorrectionLog,
  type CorrectionStep,
  type StepSummary,
} from "./log.ts";
export type { CorrectionSource, CorrectionsState, OutlierSuggestion, PreviewedCorrection } from "./state.ts";
