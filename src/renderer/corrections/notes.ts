import type { DatedMark } from "#domain/chart";
import type { Correction } from "#domain/correction";
import type { CorrectionsStoreState } from "./corrections.ts";

/** A note or an event of the series on the chart, as the corrections have it. */
export interface SeriesNote extends DatedMark {
  readonly id: number;
  readonly action: Correction["action"];
}

/** The notes and events of one series, in time order. */
export function notesOf(
  { files }: Pick<CorrectionsStoreState, "files">,
  dataset: string,
  series: string,
): readonly SeriesNote[] {
  const corrections = files[dataset]?.corrections ?? [];
  return corrections
    .filter((one) => one.series === series && one.text !== "")
    .flatMap(({ id, from, to, text, action }) =>
      action.kind === "note" || action.kind === "event" ? [{ id, from, to, text, action, kind: action.kind }] : [],
    )
    .sort((one, other) => one.from - other.from);
}
