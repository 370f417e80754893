import type { ReactNode } from "react";
import { formatBytes, formatCount, formatMs, inWords } from "#renderer/format";

export interface NumberTableProps {
  /** What a screen reader calls it. */
  readonly label: string;
  readonly head: readonly string[];
  /** Cells of each row; the first one names it. */
  readonly rows: readonly (readonly [name: string, ...cells: ReactNode[]])[];
}

export function NumberTable({ label, head, rows }: NumberTableProps) {
  return (
    <div className="number-table-box">
      <table className="plain-table number-table" aria-label={label}>
        <thead>
          <tr>
            {head.map((name) => (
              <th key={name} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(([name, ...cells], row) => (
            <tr key={`${name} ${row}`}>
              <th scope="row">{name}</th>
              {cells.map((cell, index) => (
                <td key={head[index + 1]}>{cell}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

interface FactsProps {
  readonly entries: Readonly<Record<string, string | number | boolean>>;
  readonly isLong?: boolean;
  /** Names are written as words; otherwise as they are, for instance names of packages. */
  readonly isNamed?: boolean;
}

export function Facts({ entries, isLong = false, isNamed = false }: FactsProps) {
  return (
    <dl className={isLong ? "facts facts-long" : "facts"}>
      {Object.entries(entries).map(([name, value]) => (
        <Fact
          key={name}
          name={isNamed ? (factNames[name] ?? inWords(name.replace(/Ms$/u, ""))) : name}
          value={factText(name, value)}
        />
      ))}
    </dl>
  );
}

export function Fact({ name, value }: { readonly name: string; readonly value: string }) {
  return (
    <div className="fact">
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}

/** Names of numbers end in their unit. */
function factText(name: string, value: string | number | boolean): string {
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (typeof value === "string") return value;
  if (name.endsWith("Bytes")) return formatBytes(value);
  return name.endsWith("Ms") ? formatMs(value) : formatCount(value);
}

/** Names that say too little to people who don't know the program. */
const factNames: Readonly<Record<string, string | undefined>> = { poisonousForMs: "Retry failing input after" };
