import type { Frequency, TimeZone } from "#domain/series";

/** How the missing steps of a stretch are filled. */
export const fillMethods = ["linear", "seasonal"] as const;
export type FillMethod = (typeof fillMethods)[number];

/**
 * What is done to the steps of a stretch.
 *
 * - `exclude`: they have no value any more.
 * - `replace`: all of them have this value.
 * - `scale`: those with a value have it times the factor.
 * - `fill`: those without a value get one. `linear`: on the line between the values beside the gap. `seasonal`: between the values
 *   of the same place in the season before and after, the nearer one counting more.
 * - `unfill`: those that the import filled have no value any more.
 * - `event`: something is said to have happened; the values stay, unless it is excluded.
 * - `note`: something is said; the values stay.
 */
export type CorrectionAction =
  | { readonly kind: "exclude" }
  | { readonly kind: "replace"; readonly value: number }
  | { readonly kind: "scale"; readonly factor: number }
  | { readonly kind: "fill"; readonly method: FillMethod }
  | { readonly kind: "unfill" }
  | { readonly kind: "event"; readonly isExcluded: boolean }
  | { readonly kind: "note" };

export const correctionKinds = [
  "exclude",
  "replace",
  "scale",
  "fill",
  "unfill",
  "event",
  "note",
] as const satisfies readonly CorrectionAction["kind"][];
export type CorrectionKind = CorrectionAction["kind"];

/**
 * A stretch of one series, by the wall-clock times in milliseconds of its first and last step, both included: in a file with
 * more rows they are the same steps.
 */
export interface Stretch {
  readonly series: string;
  readonly from: number;
  readonly to: number;
}

/** What a user asks for. */
export interface CorrectionEdit extends Stretch {
  readonly action: CorrectionAction;
  /** The event's name, the note, or why; empty where nothing is said. */
  readonly text: string;
}

/** One correction that was made. Those of a series are applied in the order of their ids, each to what the ones before it left. */
export interface Correction extends CorrectionEdit {
  /** Of its log, counted from 1 and never given twice. */
  readonly id: number;
  /** What it was made for: its times mean nothing on another grid. `content` is the handle of the file's own content. */
  readonly grid: { readonly content: string; readonly frequency: Frequency; readonly zone: TimeZone };
  /**
   * What the file said at the first and the last step when it was made, null = missing. Where it says something else now, a correction
   * that takes a value away does not apply. Null for one that takes none away.
   */
  readonly found: { readonly from: number | null; readonly to: number | null } | null;
}

/** Why a correction is not applied to the file as it was read last. */
export const correctionProblems = [
  "series-gone",
  "steps-differ",
  "zone-differs",
  "time-gone",
  "value-differs",
  "nothing-missing",
  "nothing-filled",
  "no-neighbour",
  "no-season",
  "not-listed",
  "too-large",
] as const;

export interface CorrectionProblem {
  readonly code: (typeof correctionProblems)[number];
  /** A sentence. */
  readonly message: string;
}

/** A correction and what came of it. */
export interface AppliedCorrection extends Correction {
  /** Steps whose value it changed, or, of an event or a note, that it is about; 0 where it is not applied. */
  readonly steps: number;
  /** Null where it is applied. */
  readonly problem: CorrectionProblem | null;
}

/** Whether it takes values away, and so has to find those that it was made for. */
export function takesValues({ kind, ...action }: CorrectionAction): boolean {
  return kind === "exclude" || kind === "replace" || kind === "scale" || ("isExcluded" in action && action.isExcluded);
}

/** Whether it can change a value at all. */
export function changesValues(action: CorrectionAction): boolean {
  return takesValues(action) || action.kind === "fill" || action.kind === "unfill";
}

/** One text for equal edits. */
export function editKey({ series, from, to, action, text }: CorrectionEdit): string {
  const said = Object.entries(action).sort(([one], [other]) => (one < other ? -1 : 1));
  return JSON.stringify([series, from, to, said, text]);
}
