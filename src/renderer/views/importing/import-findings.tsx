import { Undo2 } from "lucide-react";
import type { Repair, Warning } from "#contract/data";
import { formatCount, inWords, plural } from "../../state/format.ts";
import { Button } from "../parts/button.tsx";

export function Warnings({ warnings }: { readonly warnings: readonly Warning[] }) {
  return (
    <>
      <h3 className="dialog-section">Warnings</h3>
      {warnings.length === 0 ? (
        <p className="dialog-none">None.</p>
      ) : (
        <ul className="finding-list">
          {warnings.map((warning, index) => (
            <li key={`${index}-${warning.code}`} className="finding finding-warning">
              {warning.series === undefined || warning.message.includes(warning.series) ? null : <strong>{warning.series}: </strong>}
              {warning.message}
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

export interface RepairsProps {
  readonly repairs: readonly Repair[];
  /** Reads the file again without this repair; undefined for one that no option can leave out. */
  readonly undoFor: (code: string) => (() => void) | undefined;
}

export function Repairs({ repairs, undoFor }: RepairsProps) {
  return (
    <>
      <h3 className="dialog-section">Repairs</h3>
      {repairs.length === 0 ? (
        <p className="dialog-none">None were needed.</p>
      ) : (
        <>
          <p className="dialog-hint">Made in memory only: the file itself is never changed.</p>
          <ul className="finding-list">
            {repairs.map((repair) => (
              <RepairItem key={repair.code} repair={repair} undo={undoFor(repair.code)} />
            ))}
          </ul>
        </>
      )}
    </>
  );
}

/** As many as the import keeps of each kind. */
const maxExamples = 5;

function RepairItem({ repair, undo }: { readonly repair: Repair; readonly undo: (() => void) | undefined }) {
  const shown = repair.examples.length;
  const name = repairText[repair.code] ?? inWords(repair.code);
  return (
    <li className="finding" data-code={repair.code}>
      <div className="finding-head">
        <p>
          <strong>{name}</strong>
          <span className="finding-count">{plural(repair.count, "time", "times")}</span>
        </p>
        {undo === undefined ? null : (
          <Button tone="quiet" className="finding-action" aria-label={`Undo: ${name}`} onPress={undo}>
            <Undo2 aria-hidden />
            Undo
          </Button>
        )}
      </div>
      {shown === 0 ? null : (
        <ul className="examples">
          {repair.examples.map((example, index) => (
            <li key={`${example.row}-${index}`}>
              Row {formatCount(example.row)}, {example.column}: <code>{example.from === "" ? "empty" : example.from}</code> →{" "}
              <code>{example.to === "" ? "missing" : example.to}</code>
            </li>
          ))}
          {/* One example may stand for several: what is left can't be counted from here. */}
          {shown >= maxExamples && repair.count > shown ? <li>… and more</li> : null}
        </ul>
      )}
    </li>
  );
}

/** The codes that have better words than their own. */
const repairText: Readonly<Record<string, string>> = {
  "comment-row": "Comment rows left out",
  "cut-off-row": "A last row that was cut off",
  "duplicate-header": "Column names that occur twice",
  "duplicate-timestamp": "Times that occur more than once",
  "empty-header": "Columns without a name",
  "footer-row": "Rows after the data left out",
  "interpolated-gap": "Short gaps filled between their neighbours",
  "long-row": "Rows with too many cells",
  "missing-timestamp": "Rows without a time left out",
  "missing-value-code": "Numbers that stand for missing",
  "missing-value-word": "Words that stand for missing",
  "not-a-number": "Cells that are no number",
  "not-finite": "Infinite numbers",
  "sensor-limit": "Readings at the sensor’s limit",
  "short-row": "Rows with too few cells",
  "snapped-timestamp": "Times moved to the nearest step",
  "unreadable-timestamp": "Rows with an unreadable time left out",
  "unsorted-row": "Rows out of order",
  "written-number": "Numbers with signs, units or separators",
};
