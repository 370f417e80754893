import type { CorrectionEdit, AppliedCorrection, CorrectionProblem } from "./correction.ts";
import type { StepSummary } from "./log.ts";

/** What is corrected of an open dataset. */
export interface CorrectionsState {
  /** Handle of the corrected content; `base` where no value is changed. */
  readonly dataset: string;
  /** Handle of the file's own content. */
  readonly base: string;
  /** In the order in which they apply, those that don't fit the file as it was read included. */
  readonly corrections: readonly AppliedCorrection[];
  /** Steps of the history that are in force, of `steps` in all. */
  readonly position: number;
  readonly steps: number;
  /** What undo and redo would do; null where there is nothing. */
  readonly undo: StepSummary | null;
  readonly redo: StepSummary | null;
}

/** A step that stands out, and what would be expected there. */
export interface OutlierSuggestion {
  /** Wall-clock milliseconds of the step. */
  readonly time: number;
  readonly value: number;
  /** From its neighbours and its season. */
  readonly expected: number;
  /** How far it is from that, in robust standard deviations of such distances; negative below. */
  readonly score: number;
}

/** Corrections of another file of the same kind, or of an earlier content of the same one. */
export interface CorrectionSource {
  readonly id: number;
  /** Of the file, without its folder. */
  readonly name: string;
  /** In force there. */
  readonly corrections: number;
  /** Milliseconds since 1970. */
  readonly changedMs: number;
}

/** One row of a file of corrections, and what would come of it. */
export interface PreviewedCorrection {
  /** As the file counts, header = 1. */
  readonly row: number;
  /** Null where the row can't be read. */
  readonly edit: CorrectionEdit | null;
  /** Steps that it would change. */
  readonly steps: number;
  /** Why it can't be applied; null where it can. */
  readonly problem: CorrectionProblem | { readonly code: "unreadable" | "known"; readonly message: string } | null;
}
