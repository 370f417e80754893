/** Corrections of series: a layer over what a file says, with its history. */
export {
  changesValues,
  correctionKinds,
  correctionProblems,
  editKey,
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
  undoable,
  type CorrectionLog,
  type CorrectionStep,
  type StepSummary,
} from "./log.ts";
export type { CorrectionSource, CorrectionsState, OutlierSuggestion, PreviewedCorrection } from "./state.ts";
