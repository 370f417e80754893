import { texts } from "./texts.ts";
import "./table.css";

export interface ColumnTableProps {
  readonly label: string;
  /** What the rows are. */
  readonly corner: string;
  readonly names: readonly string[];
  readonly columns: readonly {
    readonly id: string;
    readonly name: string;
    readonly values: ArrayLike<number> | undefined;
  }[];
  readonly write: (value: number) => string;
}

/** The numbers of a chart: for reading exact ones, and for those who don't see it. */
export function ColumnTable({ label, corner, names, columns, write }: ColumnTableProps) {
  return (
    <div className="column-table-scroll" tabIndex={0} role="group" aria-label={texts.scrollable(label)}>
      <table className="column-table" aria-label={label}>
        <thead>
          <tr>
            <th scope="col">{corner}</th>
            {columns.map(({ id, name }) => (
              <th key={id} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {names.map((name, index) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              {columns.map(({ id, values }) => (
                <td key={id} data-value={values?.[index]}>
                  {write(values?.[index] ?? Number.NaN)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
