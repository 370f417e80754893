import { Input, Label, Text, TextField } from "react-aria-components";
import type { DuplicatePolicy } from "#contract/data";
import type { ImportedDataset } from "#contract/ipc";
import { plural } from "../../state/format.ts";
import { defaultDuplicates, type ImportDraft } from "../../state/import-draft.ts";
import { Choice } from "../parts/choice.tsx";
import { SearchChoice } from "../parts/search-choice.tsx";

export interface ImportRulesProps {
  readonly dataset: ImportedDataset;
  readonly draft: ImportDraft;
  readonly onChange: (draft: ImportDraft) => void;
}

/** What the import does where a file leaves more than one way. */
export function ImportRules({ dataset, draft, onChange }: ImportRulesProps) {
  return (
    <>
      <h3 className="dialog-section">Rules</h3>
      <div className="rules">
        <Choice
          label="Repeated times"
          description="What several rows of one series at one time become."
          value={draft.duplicates}
          options={(Object.keys(duplicateText) as DuplicatePolicy[]).map((id) => ({
            id,
            label: id === defaultDuplicates ? `${duplicateText[id]} (default)` : duplicateText[id],
          }))}
          onChange={(next) => onChange({ ...draft, duplicates: next as DuplicatePolicy })}
        />
        <Choice
          label="Short gaps"
          description="Longer ones stay missing; the forecast copes with them."
          value={String(draft.fillGapsUpToSteps)}
          options={gapLengths(draft.fillGapsUpToSteps).map((steps) => ({
            id: String(steps),
            label: steps === 0 ? "Leave missing (default)" : `Fill up to ${plural(steps, "step", "steps")}`,
          }))}
          onChange={(next) => onChange({ ...draft, fillGapsUpToSteps: Number(next) })}
        />
        <SearchChoice
          label="Time zone"
          description="Only times with an offset from UTC are affected."
          value={draft.timezone ?? asWritten}
          options={timezones()}
          onChange={(zone) => onChange({ ...draft, timezone: zone === asWritten ? null : zone })}
        />
        {dataset.file.layout === "records" ? (
          <TextField className="field" value={draft.recordTable} onChange={(recordTable) => onChange({ ...draft, recordTable })}>
            <Label className="field-label">Table</Label>
            <div className="field-box search-choice-box">
              <Input className="search-choice-input" placeholder="The longest (default)" />
            </div>
            <Text slot="description" className="rule-detail">
              The name of one of the file’s tables, as the warnings list them.
            </Text>
          </TextField>
        ) : null}
      </div>
    </>
  );
}

const duplicateText: Readonly<Record<DuplicatePolicy, string>> = {
  mean: "Their mean",
  first: "The first",
  last: "The last",
  sum: "Their sum",
};

/** The usual lengths, and the one in force. */
function gapLengths(current: number): readonly number[] {
  return [...new Set([0, 1, 2, 3, 6, 12, 24, 48, current])].toSorted((a, b) => a - b);
}

/** Stands for no zone at all; no zone has this name. */
const asWritten = "as-written";
let zones: readonly { readonly id: string; readonly label: string }[] | null = null;

function timezones(): readonly { readonly id: string; readonly label: string }[] {
  zones ??= [
    { id: asWritten, label: "As in the file (default)" },
    ...["UTC", ...Intl.supportedValuesOf("timeZone").filter((zone) => zone !== "UTC")].map((zone) => ({ id: zone, label: zone.replaceAll("_", " ") })),
  ];
  return zones;
}
