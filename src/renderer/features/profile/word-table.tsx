import type { ReactNode } from "react";
import { Button } from "react-aria-components";
import { WithTip } from "#renderer/ui";
import { texts } from "./texts.ts";

export interface WordTableProps {
  readonly label: string;
  readonly columns: readonly { readonly label: string; readonly words?: string; readonly isText?: boolean }[];
  readonly rows: readonly { readonly id: string; readonly cells: readonly ReactNode[] }[];
}

/** A small table whose columns explain themselves: by a tip that the keyboard reaches, too. */
export function WordTable({ label, columns, rows }: WordTableProps) {
  return (
    <div
      className="column-table-scroll profile-table-scroll"
      tabIndex={0}
      role="group"
      aria-label={texts.scrollable(label)}
    >
      <table className="column-table profile-table" aria-label={label}>
        <thead>
          <tr>
            {columns.map(({ label: title, words, isText }) => (
              <th key={title} scope="col" data-text={isText || undefined}>
                {words === undefined ? (
                  title
                ) : (
                  <WithTip tip={words}>
                    <Button className="sort-button profile-explained">{title}</Button>
                  </WithTip>
                )}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ id, cells }) => (
            <tr key={id}>
              {cells.map((cell, index) =>
                index === 0 ? (
                  <th key={columns[0]?.label} scope="row">
                    {cell}
                  </th>
                ) : (
                  <td key={columns[index]?.label} data-text={columns[index]?.isText || undefined}>
                    {cell}
                  </td>
                ),
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
