import {
  type CSSProperties,
  type KeyboardEvent,
  memo,
  type ReactNode,
  useCallback,
  useEffect,
  useId,
  useLayoutEffect,
  useRef,
  useState,
} from "react";
import { SortHeader } from "./sort-header.tsx";
import type { Sorting } from "./sorting.ts";
import { rowsInSight } from "./rows-in-sight.ts";
import "./windowed-table.css";

export interface WindowedColumn<Row> {
  readonly id: string;
  readonly title: string;
  /** One line: what its values say. */
  readonly explanation: string;
  /** In rem; the first column takes what is left. */
  readonly width: number;
  readonly isText?: boolean;
  readonly cell: (row: Row) => string;
}

export interface WindowedTableProps<Row> {
  readonly label: string;
  /** The first holds the name of a row. */
  readonly columns: readonly WindowedColumn<Row>[];
  /** In the order in which they are shown. */
  readonly rows: readonly Row[];
  /** Names what the rows are and their order: another one is shown from its first row on. */
  readonly view: string;
  readonly idOf: (row: Row) => string;
  readonly sorting: Sorting;
  readonly onSort: (column: string) => void;
  readonly selected: string | null;
  /** A click, or Enter. */
  readonly onOpen: (row: Row) => void;
  /** In the place of all columns but the first so many, where a row has something else to say. */
  readonly instead?: (
    row: Row,
  ) => { readonly after: number; readonly text: ReactNode; readonly isError: boolean } | null;
  /** In the place of the rows, where there are none. */
  readonly empty: ReactNode;
}

const rowRem = 2;
/** So much room is there for the words in the place of the rows. */
const emptyRows = 4;

/**
 * A table of any number of rows, of which only those in sight are drawn. One place for the keyboard: arrows, Page keys, Home and End
 * go from row to row, Enter opens one.
 */
export function WindowedTable<Row>(props: WindowedTableProps<Row>) {
  const { label, columns, rows, view, idOf, sorting, onSort, selected, onOpen, instead, empty } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const prefix = useId();
  const [rowHeight] = useState(() => rowRem * Number.parseFloat(getComputedStyle(document.documentElement).fontSize));
  const [place, setPlace] = useState({ top: 0, height: 600 });
  const [active, setActive] = useState<string | null>(selected);
  const at = rows.findIndex((row) => idOf(row) === active);
  const { from, to } = rowsInSight(place, rowHeight, rows.length);

  useLayoutEffect(() => {
    const element = scroller.current;
    if (element === null) return undefined;
    const measure = (): void =>
      setPlace((before) => {
        const next = { top: element.scrollTop, height: element.clientHeight };
        return before.top === next.top && before.height === next.height ? before : next;
      });
    const resizing = new ResizeObserver(measure);
    resizing.observe(element);
    measure();
    return () => resizing.disconnect();
  }, []);

  // Where the view is opened, the row that is selected already is in sight.
  const selectedAt = selected === null ? -1 : rows.findIndex((row) => idOf(row) === selected);
  const firstSelected = useRef(selectedAt);
  useEffect(() => bringIntoSight(scroller.current, firstSelected.current, rowHeight), [rowHeight]);
  useEffect(() => {
    if (selected !== null) setActive(selected);
  }, [selected]);

  const shownView = useRef(view);
  useEffect(() => {
    if (shownView.current === view) return;
    shownView.current = view;
    if (scroller.current !== null) scroller.current.scrollTop = 0;
  }, [view]);

  const onKeyDown = (event: KeyboardEvent): void => {
    // The heads have buttons of their own.
    if (event.target !== event.currentTarget) return;
    const page = Math.max(Math.floor(place.height / rowHeight) - 2, 1);
    const moves: Readonly<Record<string, number>> = {
      ArrowDown: at + 1,
      ArrowUp: Math.max(at, 1) - 1,
      PageDown: at + page,
      PageUp: at - page,
      Home: 0,
      End: rows.length - 1,
    };
    if ((event.key === "Enter" || event.key === " ") && rows[at] !== undefined) {
      event.preventDefault();
      onOpen(rows[at]);
      return;
    }
    const move = moves[event.key];
    if (move === undefined || rows.length === 0) return;
    event.preventDefault();
    const next = Math.min(Math.max(move, 0), rows.length - 1);
    setActive(idOf(rows[next] as Row));
    bringIntoSight(scroller.current, next, rowHeight);
  };

  const press = useCallback(
    (row: Row, id: string): void => {
      setActive(id);
      onOpen(row);
    },
    [onOpen],
  );
  const rowId = (index: number): string => `${prefix}-${index}`;
  return (
    <div
      ref={scroller}
      className="windowed"
      style={{ "--rows": rows.length === 0 ? emptyRows : rows.length } as CSSProperties}
      onScroll={(event) => {
        const { scrollTop: top, clientHeight: height } = event.currentTarget;
        setPlace({ top, height });
      }}
    >
      <table
        className="windowed-table"
        role="grid"
        aria-label={label}
        aria-rowcount={rows.length + 1}
        aria-colcount={columns.length}
        tabIndex={0}
        aria-activedescendant={at >= from && at < to ? rowId(at) : undefined}
        onKeyDown={onKeyDown}
        onFocus={(event) => {
          // By the keyboard; a click says itself which row it means.
          if (event.target !== event.currentTarget || !event.target.matches(":focus-visible")) return;
          if (at >= 0) bringIntoSight(scroller.current, at, rowHeight);
          else if (rows[0] !== undefined) setActive(idOf(rows[0]));
        }}
        style={{ minWidth: `${columns.reduce((sum, { width }) => sum + width, 0)}rem` }}
      >
        <colgroup>
          {columns.map(({ id, width }, index) => (
            <col key={id} style={index === 0 ? {} : { width: `${width}rem` }} />
          ))}
        </colgroup>
        <thead>
          <Heads {...{ columns, sorting, onSort }} />
        </thead>
        <tbody>
          <Spacer height={from * rowHeight} columns={columns.length} />
          {rows.slice(from, to).map((row, index) => {
            const id = idOf(row);
            return (
              <DrawnRow
                key={id}
                {...{ row, columns, instead, id }}
                place={from + index}
                domId={rowId(from + index)}
                isActive={id === active}
                isSelected={id === selected}
                onPress={press}
              />
            );
          })}
          <Spacer height={(rows.length - to) * rowHeight} columns={columns.length} />
        </tbody>
      </table>
      {rows.length === 0 ? <div className="windowed-empty">{empty}</div> : null}
    </div>
  );
}

type HeadsProps = Pick<WindowedTableProps<never>, "sorting" | "onSort"> & {
  readonly columns: readonly Pick<WindowedColumn<never>, "id" | "title" | "explanation" | "isText">[];
};

/** Drawn anew when they change, and not while one scrolls. */
const Heads = memo(function Heads({ columns, sorting, onSort }: HeadsProps) {
  return (
    <tr aria-rowindex={1}>
      {columns.map(({ id, title, explanation, isText }) => (
        <SortHeader key={id} {...{ id, title, explanation, sorting, onSort }} isText={isText === true} />
      ))}
    </tr>
  );
});

interface DrawnRowProps<Row> {
  readonly columns: readonly WindowedColumn<Row>[];
  readonly instead: WindowedTableProps<Row>["instead"] | undefined;
  readonly row: Row;
  readonly id: string;
  /** In the order, from 0. */
  readonly place: number;
  readonly domId: string;
  readonly isActive: boolean;
  readonly isSelected: boolean;
  readonly onPress: (row: Row, id: string) => void;
}

function PlainRow<Row>(props: DrawnRowProps<Row>) {
  const { row, id, columns, instead, place, domId, isActive, isSelected, onPress } = props;
  const special = instead?.(row) ?? null;
  const shown = special === null ? columns : columns.slice(0, special.after);
  return (
    <tr
      id={domId}
      data-row={id}
      data-active={isActive || undefined}
      aria-rowindex={place + 2}
      aria-selected={isSelected}
      onClick={() => onPress(row, id)}
    >
      {shown.map(({ id: column, isText, cell }, index) => {
        const text = cell(row);
        return index === 0 ? (
          <th key={column} scope="row" data-column={column} title={text}>
            {text}
          </th>
        ) : (
          <td key={column} data-column={column} data-text={isText || undefined} title={text}>
            {text}
          </td>
        );
      })}
      {special === null ? null : (
        <td
          colSpan={columns.length - special.after}
          className="windowed-instead"
          data-error={special.isError || undefined}
        >
          {special.text}
        </td>
      )}
    </tr>
  );
}

/** Drawn anew when it changes, and not while one scrolls. */
const DrawnRow = memo(PlainRow) as typeof PlainRow;

/** Below the heads, which stay in place. */
function bringIntoSight(element: HTMLElement | null, index: number, rowHeight: number): void {
  if (element === null || index < 0) return;
  const room = element.clientHeight - rowHeight;
  const top = index * rowHeight;
  if (top < element.scrollTop) element.scrollTop = top;
  else if (top + rowHeight > element.scrollTop + room) element.scrollTop = top + rowHeight - room;
}

/** Stands for the rows that are out of sight. */
function Spacer({ height, columns }: { readonly height: number; readonly columns: number }) {
  if (height <= 0) return null;
  return (
    <tr aria-hidden="true" className="windowed-spacer">
      <td colSpan={columns} style={{ height }} />
    </tr>
  );
}
