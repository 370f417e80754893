import { Search } from "lucide-react";
import { useMemo, useState } from "react";
import { Input, SearchField } from "react-aria-components";
import type { ColumnInfo, Preview } from "#domain/dataset";
import { formatCount } from "#renderer/format";
import { rolesFor, type ImportDraft, type ImportSubject } from "./import-draft.ts";
import { columnsMatching, hasClock, previewCell, type PreviewColumn } from "./preview-cells.ts";
import { Choice } from "#renderer/ui";
import { texts } from "./texts.ts";

export interface ImportPreviewProps {
  readonly subject: ImportSubject;
  readonly draft: ImportDraft;
  readonly onRole: (index: number, role: ColumnInfo["role"]) => void;
  /** A row of the file that the eye should find. */
  readonly markedRow?: number | undefined;
  /** Of a file that failed it is not sure what its columns hold: any of them may be anything. */
  readonly isUnsure?: boolean;
}

/** A file may have thousands of columns; nobody reads more than these at once. */
const maxColumns = 30;
const searchFrom = 12;

/** The file's first rows as they stand there, what became of them, and above each column what it is for. */
export function ImportPreview({ subject, draft, onRole, markedRow, isUnsure = false }: ImportPreviewProps) {
  const { columns, preview } = subject;
  const [query, setQuery] = useState("");
  const found = columnsMatching(subject, query);
  const shown = found.slice(0, maxColumns);
  const clocks = useMemo(() => columns.map((_, index) => hasClock(preview, index)), [columns, preview]);
  return (
    <section className="preview" aria-label={texts.previewOfTheFile} data-unsure={isUnsure || undefined}>
      {columns.length < searchFrom ? null : (
        <div className="preview-tools">
          <SearchField
            className="search column-search"
            aria-label={texts.findAColumn}
            value={query}
            onChange={setQuery}
          >
            <Search aria-hidden className="search-icon" />
            <Input className="search-input" placeholder={texts.findOneOfColumns(formatCount(columns.length))} />
          </SearchField>
          {found.length > maxColumns ? (
            <p className="dialog-hint">{texts.ofAreShown(formatCount(maxColumns), formatCount(found.length))}</p>
          ) : null}
        </div>
      )}
      <div className="preview-scroll" role="group" tabIndex={0} aria-label={texts.firstRowsOfTheFile}>
        <table className="preview-table">
          <thead>
            <tr>
              <th scope="col" className="preview-row-number">
                {texts.row2}
              </th>
              {shown.map((column) => (
                <ColumnHead
                  key={column.index}
                  column={column}
                  subject={subject}
                  draft={draft}
                  onRole={onRole}
                  isUnsure={isUnsure}
                />
              ))}
            </tr>
          </thead>
          <tbody>
            {preview.rows.map((row) => (
              <tr key={row.row} data-kind={row.kind} data-marked={row.row === markedRow || undefined}>
                <th scope="row" className="preview-row-number">
                  {formatCount(row.row)}
                </th>
                {row.kind === "data" || row.kind === "header" ? (
                  shown.map(({ index }) => (
                    <Cell
                      key={index}
                      row={row}
                      index={index}
                      preview={preview}
                      draft={draft}
                      withClock={clocks[index] ?? false}
                    />
                  ))
                ) : (
                  <td colSpan={Math.max(shown.length, 1)}>
                    <span className="preview-kind">{kindText[row.kind]}</span>
                    {row.cells.filter((cell) => cell !== "").join(" · ")}
                  </td>
                )}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {found.length === 0 && columns.length > 0 ? <p className="dialog-none">{texts.noColumnMatches(query)}</p> : null}
    </section>
  );
}

interface ColumnHeadProps extends Omit<ImportPreviewProps, "markedRow"> {
  readonly column: PreviewColumn;
}

function ColumnHead({
  column: { index, name },
  subject: { columns },
  draft,
  onRole,
  isUnsure = false,
}: ColumnHeadProps) {
  const column = columns[index];
  if (column === undefined) return null;
  const role = draft.roles[index] ?? column.role;
  // Names may be empty in a file; the position is there in any case.
  const spoken = name === "" ? `column ${index + 1}` : name;
  return (
    <th scope="col" data-role={role} data-changed={role !== column.role || undefined}>
      <span className="preview-name truncate" title={name}>
        {name === "" ? texts.column2(index + 1) : name}
      </span>
      <Choice
        label={texts.useAs(spoken)}
        isLabelHidden
        value={role}
        options={rolesFor(column).map(({ role: id, obstacle }) => ({
          id,
          label: isUnsure && id === "ignored" ? "Automatic" : roleText[id],
          detail: isUnsure && id === "ignored" ? "Chosen automatically" : (obstacle ?? roleDetail[id]),
          isDisabled: obstacle !== undefined && id !== role && !isUnsure,
        }))}
        onChange={(next) => onRole(index, next as ColumnInfo["role"])}
      />
    </th>
  );
}

interface CellProps {
  readonly row: Preview["rows"][number];
  readonly index: number;
  readonly preview: Preview;
  readonly draft: ImportDraft;
  readonly withClock: boolean;
}

function Cell({ row, index, preview, draft, withClock }: CellProps) {
  const { raw, understood, isMissing } = previewCell(row, index, preview, withClock);
  const isUsed = draft.roles[index] !== "ignored";
  return (
    <td data-role={draft.roles[index]}>
      <span className="preview-raw">{raw}</span>
      {row.kind !== "data" || !isUsed ? null : isMissing ? (
        <span className="preview-missing">{texts.missing}</span>
      ) : understood === null ? null : (
        <span className="preview-understood">
          <span className="visually-hidden">{texts.readAs}</span>
          {understood}
        </span>
      )}
    </td>
  );
}

const roleText = {
  time: "Time",
  id: "Series name",
  target: "Values",
  covariate: "Explanatory",
  ignored: "Not used",
} as const;
const roleDetail = {
  time: "When each row was observed",
  target: "Numbers to forecast",
  id: "Identifies the series; can be several columns",
  covariate: "Explains the values, where it is known ahead",
  ignored: "Left out",
} as const;
const kindText = { preamble: "Before the table", "left-out": "Left out" } as const;
