import { useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from "react";
import { type ImportedDataset, groupColumnsOf } from "#domain/dataset";
import { useActive } from "#renderer/datasets";
import { formatTime, plural } from "#renderer/format";
import { numbersOf, shortNames, tableOf, useOverviewState } from "#renderer/overview";
import { Button, type ChoosingBy, Page, type WindowedColumn, WindowedTable } from "#renderer/ui";
import { Bar } from "./bar.tsx";
import { drawnCell } from "./cells.tsx";
import { columnsOf } from "./columns.ts";
import { useSeriesTable, useSeriesTableState } from "./context.ts";
import { useColumnIds } from "./use-column-ids.ts";
import type { GroupRow, TableRow } from "./groups.ts";
import { sortedByHead } from "./series-table.ts";
import { Status } from "./status.tsx";
import { useRows, useSight } from "./use-rows.ts";
import "./overview.css";
import { texts } from "./texts.ts";

/** All series of the file in front, a row each. */
export function OverviewPage() {
  const table = useSeriesTable();
  const dataset = useActive((open) => open.dataset);
  if (dataset === undefined) return null;
  return (
    <Page
      className="overview"
      title={texts.allSeries}
      subject={dataset.name}
      back={texts.back}
      onClose={() => table.close()}
    >
      <Content key={dataset.handle} dataset={dataset} />
    </Page>
  );
}

function Content({ dataset }: { readonly dataset: ImportedDataset }) {
  const table = useSeriesTable();
  const shown = useRows(dataset);
  const { rows, series, facts } = shown;
  const now = useRef(shown);
  useEffect(() => {
    now.current = shown;
  });
  const latest = useCallback(() => now.current, []);
  const onSight = useSight(shown, dataset.series.length);
  const error = useOverviewState((state) => tableOf(state, dataset.handle).error);
  const sorting = useSeriesTableState((state) => state.sorting);
  const view = useSeriesTableState(({ preset, query, groupBy }) => `${preset} ${query} ${groupBy ?? ""}`);
  const choosing = useSeriesTableState((state) => state.choosing);
  const groupBy = useSeriesTableState((state) => state.groupBy);
  const selected = useActive((open) => open.selection.series) ?? null;
  const [left] = useState(() => {
    const before = table.store.getState().left;
    return before?.dataset === dataset.handle ? { top: before.top, active: before.active } : undefined;
  });
  const { frame, columns } = useColumns(dataset, facts);
  const order = useMemo(() => series.map(({ id }) => id), [series]);

  const onSort = useCallback(
    (id: string) => {
      const isText = columnsOf([id]).find((column) => column.id === id)?.isText === true;
      table.narrow({ sorting: sortedByHead(table.store.getState().sorting, id, isText) });
    },
    [table],
  );
  const onOpen = useCallback(
    (row: TableRow) => {
      if (row.kind === "series") table.openSeries(row.id);
    },
    [table],
  );
  const onChoose = useCallback(
    (row: TableRow, by: ChoosingBy) => {
      if (row.kind === "series") table.choose(row.id, by, order);
    },
    [table, order],
  );
  const onChooseAll = useCallback(() => table.chooseAll(order), [table, order]);
  const choice = useMemo(
    () => ({ chosen: choosing.chosen, onChoose, onChooseAll }),
    [choosing.chosen, onChoose, onChooseAll],
  );
  const hasGroups = groupBy !== null && groupColumnsOf(dataset).some(({ id }) => id === groupBy);
  const tree = useMemo(
    () => ({
      isExpanded: (row: TableRow) => (row.kind === "group" ? row.isExpanded : null),
      levelOf: (row: TableRow) => (row.kind === "group" ? 1 : 2),
      onExpand: (row: TableRow, isExpanded: boolean) => table.expand(row.id, isExpanded),
    }),
    [table],
  );
  return (
    <>
      <Bar dataset={dataset} latest={latest} />
      <Status dataset={dataset} shown={shown} />
      {error === null ? null : (
        <p className="finding finding-warning" role="alert">
          {error.message}
        </p>
      )}
      <div className="overview-frame" ref={frame}>
        <WindowedTable
          label={texts.allSeries}
          columns={columns}
          rows={rows}
          view={view}
          idOf={idOf}
          sorting={sorting}
          onSort={onSort}
          selected={selected}
          onOpen={onOpen}
          instead={insteadOf}
          choice={choice}
          {...(hasGroups ? { tree } : {})}
          onSight={onSight}
          {...(left === undefined ? {} : { left })}
          onMove={table.leave}
          empty={
            <>
              <p>{texts.noMatch}</p>
              <Button onPress={() => table.showAll()}>{texts.showAll}</Button>
            </>
          }
        />
      </div>
    </>
  );
}

const idOf = ({ id }: TableRow): string => id;

/** What is said of a group in the place of its columns. Ranges of forecasts can't be added up, so only what happened is. */
function insteadOf(row: TableRow) {
  return row.kind === "group" ? { after: 1, text: groupText(row), isError: false } : null;
}

function groupText({ series, sum, time }: GroupRow): string {
  const [first] = series;
  const count = plural(series.length, "series", "series");
  if (first === undefined || Number.isNaN(sum)) return count;
  const when = time === null ? ", of different times" : `, ${formatTime(time, first.row.series.frequency)}`;
  return `${count} · last values together ${numbersOf(first.row)(sum)}${when}`;
}

/** Of one character, in rem: most are narrower. */
const characterRem = 0.46;
/** Between a name and the edges of its column. */
const nameMarginRem = 1;

/** The columns as the user wants them, and names cut to the room that these leave. */
function useColumns(dataset: ImportedDataset, facts: ReturnType<typeof useRows>["facts"]) {
  const frame = useRef<HTMLDivElement>(null);
  const [widthRem, setWidthRem] = useState(64);
  const ids = useColumnIds(dataset.handle);
  useLayoutEffect(() => {
    const element = frame.current;
    if (element === null) return undefined;
    const measure = (): void =>
      setWidthRem(element.clientWidth / Number.parseFloat(getComputedStyle(document.documentElement).fontSize));
    const resizing = new ResizeObserver(measure);
    resizing.observe(element);
    measure();
    return () => resizing.disconnect();
  }, []);
  const chosen = useMemo(() => columnsOf(ids), [ids]);
  const [name, ...others] = chosen;
  const least = name?.width ?? 0;
  const nameRem = Math.max(least, widthRem - others.reduce((sum, { width }) => sum + width, 0));
  const room = Math.floor((nameRem - nameMarginRem) / characterRem);
  const names = useMemo(() => {
    const whole = dataset.series.map(({ id }) => id);
    const short = shortNames(whole, room);
    return new Map(whole.map((id, index) => [id, short[index] ?? id]));
  }, [dataset, room]);
  const columns = useMemo(
    () =>
      chosen.map((column): WindowedColumn<TableRow> => {
        const { id, title, explanation, width, isText, isSortable } = column;
        return {
          ...{ id, title, explanation, width },
          ...(isText === undefined ? {} : { isText }),
          ...(isSortable === undefined ? {} : { isSortable }),
          valueOf: (row) => (row.kind === "group" ? "" : column.valueOf(row, facts)),
          cell: (row) => (row.kind === "group" ? row.name : column.textOf(row, facts)),
          draw: (row, text) => {
            if (row.kind === "group") return <GroupName row={row} />;
            if (id !== "series") return drawnCell(id, row.row, text);
            return <SeriesName whole={text} short={names.get(row.id) ?? row.id} />;
          },
        };
      }),
    [chosen, facts, names],
  );
  return { frame, columns };
}

function SeriesName({ whole, short }: { readonly whole: string; readonly short: string }) {
  if (short === whole || short === "") return whole;
  return (
    <>
      <span aria-hidden="true">{short}</span>
      <span className="visually-hidden">{whole}</span>
    </>
  );
}

function GroupName({ row }: { readonly row: GroupRow }) {
  return (
    <span className="overview-group">
      <span className="overview-group-mark" data-open={row.isExpanded || undefined} aria-hidden="true" />
      {row.name}
    </span>
  );
}
