import type { Reconciliation } from "#domain/totals";
import { formatCount, plural } from "./numbers.ts";
import { writeNumber } from "./written-number.ts";

/** Which totals these are, and why: "Reconciled: error −6.0 % over 24 past forecasts." */
export function reconciliationText({ isUsed, reason, change, origins, setSteps }: Reconciliation): string {
  const past = plural(origins, "past forecast", "past forecasts");
  const error = change === null ? "" : shareText(change);
  if (isUsed) {
    const kept =
      setSteps === 0
        ? ""
        : setSteps === 1
          ? " The step that you set keeps its value."
          : ` The ${formatCount(setSteps)} steps that you set keep their values.`;
    return `Reconciled: error ${error} over ${past}.${kept}`;
  }
  switch (reason) {
    case "better":
    case "not-better":
      return `Sums of the series: reconciling would have changed the error by ${error} over ${past}.`;
    case "no-groups":
      return "Sums of the series: there is no group of several series to forecast by itself.";
    case "too-many":
      return "Sums of the series: there are too many series or groups to reconcile.";
    case "too-little-past":
      return "Sums of the series: too little past to say whether reconciling would help.";
    case "group-without-forecast":
      return "Sums of the series: a group can\u2019t be forecast by itself.";
  }
}

/** With its sign, and one decimal. */
function shareText(share: number): string {
  const text = writeNumber(Math.abs(100 * share), 1);
  return `${share < 0 ? "\u2212" : "+"}${text}\u00A0%`;
}
