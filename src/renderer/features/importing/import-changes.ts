import type { ColumnInfo, DateOrder, DuplicatePolicy } from "#domain/dataset";
import { formatCount, frequencyName, plural } from "#renderer/format";
import { draftOf, type ImportDraft, type ImportSubject } from "./import-draft.ts";

const roleTexts: Readonly<Record<ColumnInfo["role"], string>> = {
  time: "becomes the time",
  id: "tells series apart",
  target: "is forecast",
  covariate: "becomes explanatory",
  ignored: "is left out",
};

export const dateOrderText: Readonly<Record<DateOrder, string>> = {
  "day-first": "Day first: 31.12.2024",
  "month-first": "Month first: 12/31/2024",
  "year-first": "Year first: 2024-12-31",
};

export const duplicateText: Readonly<Record<DuplicatePolicy, string>> = {
  mean: "Average",
  sum: "Sum",
  first: "First",
  last: "Last",
};

export const aggregateText = { evidence: "by what each column means", sum: "as sums", mean: "as means" } as const;

/** More than these are counted and not named. */
const namedColumns = 3;

/** What applying a draft would change, in a few words each. */
export function changesOf(subject: ImportSubject, draft: ImportDraft): readonly string[] {
  const before = draftOf(subject);
  const changed = subject.columns.flatMap(({ name }, index) => {
    const role = draft.roles[index];
    return role === undefined || role === before.roles[index]
      ? []
      : [`${name === "" ? `Column ${index + 1}` : name} ${roleTexts[role]}`];
  });
  const differs = <K extends keyof ImportDraft>(key: K): boolean =>
    JSON.stringify(draft[key]) !== JSON.stringify(before[key]);
  const says = (key: keyof ImportDraft, words: () => string): readonly string[] => (differs(key) ? [words()] : []);
  return [
    ...says("table", () => (draft.table === "" ? "The table is chosen automatically" : `${draft.table} is read`)),
    ...(changed.length <= namedColumns ? changed : [`${formatCount(changed.length)} columns change their role`]),
    ...says("dateOrder", () =>
      draft.dateOrder === null ? "The date order is automatic" : `Dates are read ${draft.dateOrder.replace("-", " ")}`,
    ),
    ...says("decimalMark", () =>
      draft.decimalMark === null
        ? "The decimal mark is automatic"
        : `The decimal mark is a ${draft.decimalMark === "," ? "comma" : "point"}`,
    ),
    ...says("missingTokens", () =>
      draft.missingTokens.length === 0
        ? "Only the usual words mean missing"
        : `${quoted(draft.missingTokens)} also ${draft.missingTokens.length === 1 ? "means" : "mean"} missing`,
    ),
    ...says("timezone", () =>
      draft.timezone === null
        ? "Times are shown as written"
        : `Times are shown in ${draft.timezone.replaceAll("_", " ")}`,
    ),
    ...says("frequency", () =>
      draft.frequency === null
        ? "The frequency is automatic"
        : `Steps: ${frequencyName(draft.frequency).toLowerCase()}`,
    ),
    ...says("start", () =>
      draft.start === null ? "The time of the first row is automatic" : `The first row is at ${draft.start}`,
    ),
    ...says(
      "duplicates",
      () =>
        `Several rows at one time: ${draft.duplicates === null ? "automatic" : duplicateText[draft.duplicates].toLowerCase()}`,
    ),
    ...says("leftOutRows", () =>
      draft.leftOutRows.length === 0
        ? "No row is left out"
        : `${draft.leftOutRows.length === 1 && !draft.leftOutRows[0]?.includes("-") ? "Row" : "Rows"} ${draft.leftOutRows.slice(0, 3).join(", ")}${draft.leftOutRows.length > 3 ? ", …" : ""} left out`,
    ),
    ...says("fillGapsUpToSteps", () =>
      draft.fillGapsUpToSteps === 0
        ? "Short gaps stay missing"
        : `Gaps of up to ${plural(draft.fillGapsUpToSteps, "step", "steps")} are filled`,
    ),
    ...says("knownFuture", () =>
      draft.knownFuture === "known"
        ? "Rows after the last value are the known future"
        : draft.knownFuture === "missing"
          ? "Rows after the last value are missing steps"
          : "Rows after the last value are what other columns say",
    ),
    ...(differs("longGaps") || differs("splitGapsOverSteps") ? [longGapsText(draft)] : []),
    ...says("aggregate", () =>
      draft.aggregate === null
        ? "Steps stay as long as in the file"
        : `Steps become ${frequencyName(draft.aggregate.frequency).toLowerCase()}, ${aggregateText[draft.aggregate.by]}`,
    ),
    ...says("series", () =>
      draft.series === null ? "All series are kept" : `${plural(draft.series.length, "series is", "series are")} kept`,
    ),
    ...says("undo", () =>
      draft.undo.length === 0
        ? "All changes are made"
        : `${plural(draft.undo.length, "change is", "changes are")} not made`,
    ),
  ];
}

function longGapsText({ longGaps, splitGapsOverSteps }: ImportDraft): string {
  if (longGaps === "missing") return "Long gaps stay missing";
  return splitGapsOverSteps === null
    ? "Long gaps split a series"
    : `Gaps over ${plural(splitGapsOverSteps, "step", "steps")} split a series`;
}

function quoted(tokens: readonly string[]): string {
  const shown = tokens.slice(0, 3).map((token) => `“${token}”`);
  return tokens.length > shown.length
    ? `${shown.join(", ")} and ${formatCount(tokens.length - shown.length)} more`
    : shown.join(", ");
}
