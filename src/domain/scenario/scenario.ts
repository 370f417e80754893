import type { CorrectionEdit } from "#domain/correction";
import type { Adjustment } from "./adjustment.ts";

/** What is assumed of recent values, on top of the corrections of the file. */
export interface HistoryEdit extends CorrectionEdit {
  /** Of its log, from the same count as adjustments'. */
  readonly id: number;
}

/** A named future of a file: what its recent values are taken to be, and what is put on top of the forecasts made from them. */
export interface Scenario {
  readonly id: number;
  readonly name: string;
  readonly edits: readonly HistoryEdit[];
  readonly adjustments: readonly Adjustment[];
}

/**
 * The one that is always there: the adjusted forecast that is shown, exported and summed everywhere. Its history is the file's, with its
 * corrections.
 */
export const baseScenario = 0;
export const baseName = "Base";

/** Adjustments of one series, in the order in which they apply. */
export function adjustmentsOf<One extends { readonly series: string }>(
  { adjustments }: { readonly adjustments: readonly One[] },
  series: string,
): readonly One[] {
  return adjustments.filter((one) => one.series === series);
}
