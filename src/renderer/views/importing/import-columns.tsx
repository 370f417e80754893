import { Search } from "lucide-react";
import { useEffect, useState } from "react";
import { Input, SearchField } from "react-aria-components";
import type { ColumnInfo, SeriesValues } from "#contract/data";
import type { ImportedDataset } from "#contract/ipc";
import { formatCount } from "../../state/format.ts";
import { rolesFor, type ImportDraft } from "../../state/import-draft.ts";
import { exampleSeries, examplesOf } from "../../state/import-examples.ts";
import { useModel } from "../../state/model.ts";
import { Choice } from "../parts/choice.tsx";

export interface ImportColumnsProps {
  readonly dataset: ImportedDataset;
  readonly draft: ImportDraft;
  readonly onRole: (index: number, role: ColumnInfo["role"]) => void;
}

/** A file may have thousands of columns; nobody reads more than these at once. */
const maxRows = 60;
const searchFrom = 12;

/** Every column of the file with what it holds and what it is for. */
export function ImportColumns({ dataset, draft, onRole }: ImportColumnsProps) {
  const { columns } = dataset;
  const values = useExampleValues(dataset);
  const [query, setQuery] = useState("");
  const wanted = query.trim().toLowerCase();
  const found = columns.flatMap((column, index) => (column.name.toLowerCase().includes(wanted) ? [{ column, index }] : []));
  return (
    <>
      <h3 className="dialog-section">Columns</h3>
      {columns.length < searchFrom ? null : (
        <SearchField className="search column-search" aria-label="Find a column" value={query} onChange={setQuery}>
          <Search aria-hidden className="search-icon" />
          <Input className="search-input" placeholder={`Find one of ${formatCount(columns.length)} columns`} />
        </SearchField>
      )}
      <table className="plain-table columns-table">
        <thead>
          <tr>
            <th scope="col">Column</th>
            <th scope="col">Holds</th>
            <th scope="col">Use as</th>
          </tr>
        </thead>
        <tbody>
          {found.slice(0, maxRows).map(({ column, index }) => {
            const role = draft.roles[index] ?? column.role;
            const examples = examplesOf(column, dataset, values);
            return (
              // Names may repeat in a file; the position doesn't.
              <tr key={`${index}-${column.name}`} data-changed={role !== column.role || undefined}>
                <th scope="row">{column.name}</th>
                <td>
                  {typeText[column.type]}
                  {examples.length === 0 ? null : <span className="column-examples truncate">{examples.join(" · ")} …</span>}
                </td>
                <td>
                  <Choice
                    label={`Use ${column.name} as`}
                    isLabelHidden
                    value={role}
                    options={rolesFor(column).map(({ role: id, obstacle }) => ({
                      id,
                      label: roleText[id],
                      detail: obstacle ?? roleDetail[id],
                      isDisabled: obstacle !== undefined && id !== role,
                    }))}
                    onChange={(next) => onRole(index, next as ColumnInfo["role"])}
                  />
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
      {found.length === 0 ? <p className="dialog-none">No column matches “{query}”.</p> : null}
      {found.length > maxRows ? <p className="dialog-hint">… and {formatCount(found.length - maxRows)} more. Search to find them.</p> : null}
    </>
  );
}

function useExampleValues(dataset: ImportedDataset): ReadonlyMap<string, SeriesValues> {
  const { client } = useModel();
  const [values, setValues] = useState<ReadonlyMap<string, SeriesValues>>(new Map());
  useEffect(() => {
    const abort = new AbortController();
    const read = async (): Promise<void> => {
      const answers = await Promise.all(
        exampleSeries(dataset).map((series) => client.request("series:values", { dataset: dataset.handle, series }, { signal: abort.signal })),
      );
      if (abort.signal.aborted) return;
      setValues(new Map(answers.flatMap((answer) => (answer.ok ? [[answer.value.series, answer.value] as const] : []))));
    };
    void read();
    return () => abort.abort();
  }, [client, dataset]);
  return values;
}

const roleText = { time: "Time", id: "Series name", target: "Values", covariate: "Covariate", ignored: "Not used" } as const;
const roleDetail = {
  time: "When each row was observed",
  target: "Numbers to forecast",
  id: "Tells the series apart",
  covariate: "Explains the values; not used yet",
  ignored: "Left out",
} as const;
const typeText = { time: "Times", number: "Numbers", text: "Text" } as const;
