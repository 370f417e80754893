import {
  type CSSProperties,
  type KeyboardEvent,
  memo,
  type MouseEvent,
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
  readonly isSortable?: boolean;
  readonly cell: (row: Row) => string;
  /** The number behind the text, in full. */
  readonly valueOf?: (row: Row) => number | string;
  /** What is drawn in place of the text, which then is only its tip. */
  readonly draw?: (row: Row, text: string) => ReactNode;
}

/** How a row is pointed at: alone, beside those that are chosen, or with all up to the one before. */
export type ChoosingBy = "one" | "toggle" | "range";

/** The chosen rows of a table in which several may be. A row is then opened by a double click. */
export interface RowChoice<Row> {
  readonly chosen: ReadonlySet<string>;
  readonly onChoose: (row: Row, by: ChoosingBy) => void;
  readonly onChooseAll: () => void;
}

/** Rows that others belong to. */
export interface RowTree<Row> {
  /** Null for one that nothing belongs to. */
  readonly isExpanded: (row: Row) => boolean | null;
  readonly levelOf: (row: Row) => number;
  readonly onExpand: (row: Row, isExpanded: boolean) => void;
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
  /** Without it no row can be chosen, and a click opens one. */
  readonly choice?: RowChoice<Row>;
  readonly tree?: RowTree<Row>;
  /** Is told which rows are drawn, from one to before another. */
  readonly onSight?: (from: number, to: number) => void;
  /** Where it was left: pixels from the top, and the row with the keyboard. */
  readonly left?: { readonly top: number; readonly active: string | null };
  /** Is told where that would be, whenever it changes. */
  readonly onMove?: (left: { readonly top: number; readonly active: string | null }) => void;
}

const rowRem = 2;
/** Letters that come faster than this are one word. */
const typingMs = 700;
/** So much room is there for the words in the place of the rows. */
const emptyRows = 4;

/**
 * A table of any number of rows, of which only those in sight are drawn. One place for the keyboard: arrows, Page keys, Home and End
 * go from row to row, letters to the next row whose name begins with them, Enter opens one. Where several can be chosen, Space takes
 * one more, Shift with a key that moves takes all up to there, and Ctrl+A takes all.
 */
export function WindowedTable<Row>(props: WindowedTableProps<Row>) {
  const { label, columns, rows, view, idOf, sorting, onSort, selected, onOpen, instead, empty } = props;
  const { choice, tree, onSight, left, onMove } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const prefix = useId();
  const [rowHeight] = useState(() => rowRem * Number.parseFloat(getComputedStyle(document.documentElement).fontSize));
  const [place, setPlace] = useState({ top: 0, height: 600 });
  const [active, setActive] = useState<string | null>(left?.active ?? selected);
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
  const [selectedAt] = useState(() => (selected === null ? -1 : rows.findIndex((row) => idOf(row) === selected)));
  const firstLeft = useRef(left);
  useEffect(() => {
    if (scroller.current !== null && firstLeft.current !== undefined)
      scroller.current.scrollTop = firstLeft.current.top;
    else bringIntoSight(scroller.current, selectedAt, rowHeight);
  }, [selectedAt, rowHeight]);
  const shownSelected = useRef(selected);
  useEffect(() => {
    if (selected === null || selected === shownSelected.current) return;
    shownSelected.current = selected;
    setActive(selected);
  }, [selected]);

  useEffect(() => onSight?.(from, to), [onSight, from, to]);
  const { top } = place;
  useEffect(() => onMove?.({ top, active }), [onMove, top, active]);

  const shownView = useRef(view);
  useEffect(() => {
    if (shownView.current === view) return;
    shownView.current = view;
    if (scroller.current !== null) scroller.current.scrollTop = 0;
  }, [view]);

  const typed = useRef({ text: "", at: 0 });
  const moveTo = (next: number): void => {
    setActive(idOf(rows[next] as Row));
    bringIntoSight(scroller.current, next, rowHeight);
  };
  /** To the next row whose name begins with what was typed in one go. */
  const findTyped = ({ key, timeStamp }: KeyboardEvent): boolean => {
    const [nameColumn] = columns;
    const isFurther = timeStamp - typed.current.at < typingMs && typed.current.text !== "";
    const isOfName = isFurther ? /^[\p{L}\p{N} _.-]$/u : /^[\p{L}\p{N}]$/u;
    if (!isOfName.test(key) || nameColumn === undefined || rows.length === 0) return false;
    const text = (isFurther ? typed.current.text : "") + key.toLowerCase();
    typed.current = { text, at: timeStamp };
    const start = Math.max(at, 0) + (isFurther ? 0 : 1);
    for (let step = 0; step < rows.length; step += 1) {
      const index = (start + step) % rows.length;
      if (
        !nameColumn
          .cell(rows[index] as Row)
          .toLowerCase()
          .startsWith(text)
      )
        continue;
      moveTo(index);
      return true;
    }
    return true;
  };

  const onKeyDown = (event: KeyboardEvent): void => {
    // The heads have buttons of their own.
    if (event.target !== event.currentTarget) return;
    const isCommand = event.ctrlKey || event.metaKey;
    if (choice !== undefined && isCommand && event.key.toLowerCase() === "a") {
      event.preventDefault();
      choice.onChooseAll();
      return;
    }
    const row = rows[at];
    const expanded = row === undefined ? null : (tree?.isExpanded(row) ?? null);
    if (row !== undefined && tree !== undefined && expanded !== null) {
      if (event.key === (expanded ? "ArrowLeft" : "ArrowRight") || event.key === "Enter" || event.key === " ") {
        event.preventDefault();
        tree.onExpand(row, !expanded);
        return;
      }
    }
    if (!isCommand && !event.altKey && findTyped(event)) {
      event.preventDefault();
      return;
    }
    if (choice !== undefined && row !== undefined && event.key === " ") {
      event.preventDefault();
      choice.onChoose(row, event.shiftKey ? "range" : "toggle");
      return;
    }
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
    if (event.shiftKey && choice !== undefined) {
      // The range begins where the keyboard was.
      if (row !== undefined && choice.chosen.size === 0) choice.onChoose(row, "one");
      choice.onChoose(rows[next] as Row, "range");
    }
    moveTo(next);
  };

  const hasChoice = choice !== undefined;
  const onChoose = choice?.onChoose;
  const onExpand = tree?.onExpand;
  const isExpanded = tree?.isExpanded;
  const press = useCallback(
    (row: Row, id: string, event: MouseEvent): void => {
      setActive(id);
      const expanded = isExpanded?.(row) ?? null;
      if (expanded !== null) onExpand?.(row, !expanded);
      else if (onChoose === undefined) onOpen(row);
      else onChoose(row, event.shiftKey ? "range" : event.ctrlKey || event.metaKey ? "toggle" : "one");
    },
    [onOpen, onChoose, onExpand, isExpanded],
  );
  const pressTwice = useCallback(
    (row: Row): void => {
      if (hasChoice && (isExpanded?.(row) ?? null) === null) onOpen(row);
    },
    [onOpen, hasChoice, isExpanded],
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
        role={tree === undefined ? "grid" : "treegrid"}
        aria-label={label}
        aria-multiselectable={hasChoice || undefined}
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
                isSelected={choice === undefined ? id === selected : choice.chosen.has(id)}
                isCurrent={choice !== undefined && id === selected}
                level={tree?.levelOf(row)}
                isExpanded={tree?.isExpanded(row) ?? null}
                onPress={press}
                onPressTwice={pressTwice}
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
  readonly columns: readonly Pick<WindowedColumn<never>, "id" | "title" | "explanation" | "isText" | "isSortable">[];
};

/** Drawn anew when they change, and not while one scrolls. */
const Heads = memo(function Heads({ columns, sorting, onSort }: HeadsProps) {
  return (
    <tr aria-rowindex={1}>
      {columns.map(({ id, title, explanation, isText, isSortable }) =>
        isSortable === false ? (
          <th key={id} scope="col" data-column={id} data-text={isText || undefined} title={explanation}>
            {title}
          </th>
        ) : (
          <SortHeader key={id} {...{ id, title, explanation, sorting, onSort }} isText={isText === true} />
        ),
      )}
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
  /** It is what is shown elsewhere, whether or not it is chosen here. */
  readonly isCurrent: boolean;
  readonly level: number | undefined;
  readonly isExpanded: boolean | null;
  readonly onPress: (row: Row, id: string, event: MouseEvent) => void;
  readonly onPressTwice: (row: Row) => void;
}

function PlainRow<Row>(props: DrawnRowProps<Row>) {
  const { row, id, columns, instead, place, domId, isActive, isSelected, onPress, onPressTwice } = props;
  const { isCurrent, level, isExpanded } = props;
  const special = instead?.(row) ?? null;
  const shown = special === null ? columns : columns.slice(0, special.after);
  return (
    <tr
      id={domId}
      data-row={id}
      data-active={isActive || undefined}
      aria-rowindex={place + 2}
      aria-selected={isSelected}
      aria-current={isCurrent || undefined}
      aria-level={level}
      aria-expanded={isExpanded ?? undefined}
      onClick={(event) => onPress(row, id, event)}
      onDoubleClick={() => onPressTwice(row)}
    >
      {shown.map(({ id: column, isText, cell, draw, valueOf }, index) => {
        const text = cell(row);
        const drawn = draw === undefined ? text : draw(row, text);
        return index === 0 ? (
          <th key={column} scope="row" data-column={column} title={text}>
            {drawn}
          </th>
        ) : (
          <td
            key={column}
            data-column={column}
            data-text={isText || undefined}
            data-value={valueOf?.(row)}
            title={text}
          >
            {drawn}
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
