import { Award, Ellipsis } from "lucide-react";
import { Menu, MenuItem, MenuTrigger, Popover } from "react-aria-components";
import type { WaitingModel } from "#contract/ipc";
import { MarkShape } from "#renderer/charts";
import { formatCount } from "#renderer/format";
import { IconButton, SortHeader, type Sorting } from "#renderer/ui";
import { bestIn, type Column, type Row } from "./columns.ts";
import { useComparison } from "./context.ts";
import { texts } from "./texts.ts";

export interface ScoreTableProps {
  /** Sorted. */
  readonly rows: readonly Row[];
  /** Models without a row, and whether the first of them is being scored or none will be. */
  readonly waiting: readonly WaitingModel[];
  readonly isRunning: boolean;
  readonly columns: readonly Column[];
  readonly sorting: Sorting;
  readonly onSort: (column: string) => void;
  /** The place of a model in the charts' legend. */
  readonly markOf: (id: string) => number;
  readonly pointed: string | null;
  readonly onPoint: (id: string | null) => void;
  readonly onResiduals: (id: string) => void;
  /** Series of the file. */
  readonly seriesCount: number;
}

/** One row a model, sorted by any column; the best of a column is bold and has a mark. */
export function ScoreTable(props: ScoreTableProps) {
  const { rows, waiting, isRunning, columns, sorting, markOf, onSort } = props;
  const best = columns.map((column) => bestIn(rows, column));
  return (
    <div className="score-scroll" tabIndex={0} role="group" aria-label={texts.scoresScrollable}>
      <table className="score-table" aria-label={texts.scoresOfModels}>
        <thead>
          <tr>
            <SortHeader
              id="name"
              title={texts.model}
              explanation="Models and methods, by name"
              {...{ sorting, onSort }}
            />
            {columns.map(({ id, title, explanation }) => (
              <SortHeader key={id} {...{ id, title, explanation, sorting, onSort }} />
            ))}
            <th scope="col">
              <span className="visually-hidden">{texts.actions}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <ScoreRow key={row.id} row={row} best={best.map((ids) => ids.has(row.id))} {...props} />
          ))}
          {waiting.map(({ id, name }, place) => (
            <tr key={id} data-model={id} data-waiting="">
              <ModelCell mark={markOf(id)} name={name} />
              <td colSpan={columns.length + 1} className="score-waiting">
                {!isRunning ? texts.notScored : place === 0 ? texts.scoring : texts.waiting}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

interface ScoreRowProps extends ScoreTableProps {
  readonly row: Row;
  readonly best: readonly boolean[];
}

function ScoreRow({ row, best, columns, markOf, pointed, onPoint, onResiduals, seriesCount }: ScoreRowProps) {
  return (
    <tr
      data-model={row.id}
      data-pointed={pointed === row.id || undefined}
      data-failed={row.error !== null || undefined}
      onPointerEnter={() => onPoint(row.id)}
      onPointerLeave={() => onPoint(null)}
    >
      <ModelCell mark={markOf(row.id)} name={row.name} />
      {row.error === null ? (
        columns.map((column, index) => (
          <ScoreCell key={column.id} row={row} column={column} isBest={best[index] === true} />
        ))
      ) : (
        <td colSpan={columns.length} className="score-error">
          {row.error.message}
        </td>
      )}
      <td className="score-actions">
        <RowMenu row={row} onResiduals={onResiduals} seriesCount={seriesCount} />
      </td>
    </tr>
  );
}

function ModelCell({ mark, name }: { readonly mark: number; readonly name: string }) {
  return (
    <th scope="row">
      <span className="score-model">
        <MarkShape index={mark} />
        <span className="score-name">{name}</span>
      </span>
    </th>
  );
}

function ScoreCell({ row, column, isBest }: { readonly row: Row; readonly column: Column; readonly isBest: boolean }) {
  const value = column.valueOf(row);
  const note = column.noteOf?.(row) ?? null;
  return (
    <td data-column={column.id} data-value={value} data-best={isBest || undefined}>
      {isBest ? <Award aria-hidden className="score-best" /> : null}
      {column.textOf(row)}
      {isBest ? <span className="visually-hidden">{texts.best}</span> : null}
      {note === null ? null : <span className="score-note"> {note}</span>}
    </td>
  );
}

function RowMenu({ row, onResiduals, seriesCount }: Pick<ScoreRowProps, "row" | "onResiduals" | "seriesCount">) {
  const comparison = useComparison();
  const actions = [
    { id: "series", label: "Adopt for this series", run: () => void comparison.adopt(row.id, row.name, "series") },
    ...(seriesCount > 1
      ? [
          {
            id: "file",
            label: `Adopt for all ${formatCount(seriesCount)} series`,
            run: () => void comparison.adopt(row.id, row.name, "file"),
          },
        ]
      : []),
    // Residuals are below the whole table.
    ...(row.isStatistical && row.wins !== null
      ? [{ id: "residuals", label: "Look at its residuals", run: () => onResiduals(row.id) }]
      : []),
  ];
  return (
    <MenuTrigger>
      <IconButton label={texts.whatToDoWith(row.name)} isDisabled={row.error !== null}>
        <Ellipsis aria-hidden />
      </IconButton>
      <Popover className="popover" placement="bottom end" offset={4}>
        <Menu
          className="menu"
          aria-label={texts.whatToDoWith(row.name)}
          onAction={(key) => actions.find(({ id }) => id === key)?.run()}
        >
          {actions.map(({ id, label }) => (
            <MenuItem key={id} id={id} textValue={label} className="menu-item">
              <span className="menu-text">{label}</span>
            </MenuItem>
          ))}
        </Menu>
      </Popover>
    </MenuTrigger>
  );
}
