/** Corrections as people read them. */
import type { AppliedCorrection, CorrectionAction, PreviewedCorrection, StepSummary } from "#domain/correction";
import type { SeriesDifference } from "#domain/difference";
import type { Frequency } from "#domain/series";
import { numberFormat } from "#engine/format";
import { exactText, formatCount, formatTime, plural } from "#renderer/format";

/** "Excluded", "Replaced by 120", "Filled along the season". */
export function actionText(action: CorrectionAction): string {
  switch (action.kind) {
    case "exclude":
      return "Excluded";
    case "replace":
      return `Replaced by ${exactText(action.value)}`;
    case "scale":
      return `Multiplied by ${exactText(action.factor)}`;
    case "fill":
      return action.method === "linear" ? "Filled along a line" : "Filled along the season";
    case "unfill":
      return "Filling taken back";
    case "event":
      return action.isExcluded ? "Event, excluded" : "Event";
    case "note":
      return "Note";
  }
}

/** "Mar 1955", "Mar 1955 to May 1955". */
export function stretchText(
  { from, to }: { readonly from: number; readonly to: number },
  frequency: Frequency,
): string {
  const first = formatTime(from, frequency);
  return from === to ? first : `${first} to ${formatTime(to, frequency)}`;
}

/** What came of a correction: how many steps, or why not. */
export function outcomeText({ steps, problem }: Pick<AppliedCorrection, "steps" | "problem">): string {
  return problem === null ? plural(steps, "step", "steps") : `Not applied: ${problem.message}`;
}

export function previewText({ steps, problem, row }: PreviewedCorrection): string {
  return problem === null ? plural(steps, "step", "steps") : `Row ${formatCount(row)} is left out: ${problem.message}`;
}

/** "Undo 3 exclusions" would promise too much of mixed steps: what undo does, in a few words. */
export function stepText(how: "Undo" | "Redo", step: StepSummary | null): string {
  if (step === null) return how;
  const { added, removed } = step;
  const what = added > 0 ? plural(added, "correction", "corrections") : plural(removed, "removal", "removals");
  return `${how} ${what}`;
}

/** How the forecast moved, in one sentence. */
export function movedText({ bands, unforecast }: SeriesDifference, frequency: Frequency): string | null {
  if (unforecast !== null) return `The forecast could not be compared: ${unforecast}`;
  if (bands === null) return null;
  const { meanShift, relativeShift, widthRatio, largest } = bands;
  const write = numberFormat(0, Math.max(Math.abs(largest.earlier.median), Math.abs(largest.later.median)));
  const shift = `The forecast moved by ${meanShift > 0 ? "+" : ""}${write(meanShift)} on average`;
  const relative = relativeShift === null ? "" : `, ${relativeShift.toFixed(2)} × half its 80\u00A0% range`;
  const most = `; most at ${formatTime(largest.time, frequency)}, ${write(largest.earlier.median)} → ${write(largest.later.median)}`;
  const width = widthRatio === null ? "" : `. The range is ${widthRatio.toFixed(2)} × as wide as before`;
  return `${shift}${relative}${most}${width}.`;
}
