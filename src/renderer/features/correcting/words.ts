/** Corrections as people read them. */
import type { AppliedCorrection, CorrectionAction, PreviewedCorrection, StepSummary } from "#domain/correction";
import type { Frequency } from "#domain/series";
import type { TimeSpan } from "#renderer/context";
import { exactText, formatCount, formatSteps, formatTime, plural } from "#renderer/format";
import type { ChosenFacts } from "./chosen-facts.ts";
import { texts } from "./texts.ts";

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

/** @param isFile rows are those of a file of corrections, and have numbers there */
export function previewText({ steps, problem, row }: PreviewedCorrection, isFile: boolean): string {
  if (problem === null) return plural(steps, "step", "steps");
  return isFile ? `Row ${formatCount(row)} is left out: ${problem.message}` : `Does not fit: ${problem.message}`;
}

/** What a preview comes to, in a sentence or two. */
export function previewSummary(rows: readonly PreviewedCorrection[], leftOut: number, isFile: boolean): string {
  const usable = rows.filter(({ edit, problem }) => edit !== null && problem === null).length;
  const known = rows.filter(({ problem }) => problem?.code === "known").length;
  const rest = rows.length - usable - known;
  if (isFile) {
    const further = leftOut === 0 ? "" : `; ${plural(leftOut, "further row is", "further rows are")} not read`;
    return `${formatCount(usable)} of ${plural(rows.length, "row", "rows")} can be used${further}.`;
  }
  return [
    `${formatCount(usable)} of ${plural(rows.length, "correction fits", "corrections fit")} this file.`,
    ...(known === 0 ? [] : [`${plural(known, "is", "are")} made already.`]),
    ...(rest === 0 ? [] : [`${plural(rest, "does", "do")} not fit: listed with the reason, and not applied.`]),
  ].join(" ");
}

/** "Dec 1960: 432", "Jan 1960 to Dec 1960, 12 months", "14 months in 3 places". */
export function chosenText(chosen: readonly TimeSpan[], { steps, value }: ChosenFacts, frequency: Frequency): string {
  const [first] = chosen;
  if (first === undefined) return "Nothing chosen";
  if (chosen.length > 1) return `${formatSteps(steps, frequency)} in ${formatCount(chosen.length)} places`;
  const when = stretchText(first, frequency);
  if (steps > 1) return `${when}, ${formatSteps(steps, frequency)}`;
  return `${when}: ${value === null ? "missing" : exactText(value)}`;
}

/** "Undo 3 exclusions" would promise too much of mixed steps: what undo does, in a few words. */
export function stepText(how: "Undo" | "Redo", step: StepSummary | null): string {
  if (step === null) return how;
  const { added, removed } = step;
  const what = added > 0 ? plural(added, "correction", "corrections") : plural(removed, "removal", "removals");
  return `${how} ${what}`;
}

/** "4 likely outliers". */
export function outliersText(count: number): string {
  return count === 1 ? texts.oneOutlier : texts.outliers(formatCount(count));
}
