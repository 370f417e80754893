import { useDeferredValue, useEffect, useMemo, useRef, useState } from "react";
import { type ImportedDataset, groupColumnsOf } from "#domain/dataset";
import type { ProfiledSeriesRow } from "#domain/job";
import { useSessionState } from "#renderer/context";
import { methodText } from "#renderer/format";
import { useAdopted } from "#renderer/jobs";
import { type Look, type OverviewRow, tableOf, useOverview, useOverviewState } from "#renderer/overview";
import { type KnownProfile, profileOf, useProfiles, useProfilesState } from "#renderer/profiles";
import { type ColumnFacts, columnOf, columnsOf, type SeriesRow, timeWritten } from "./columns.ts";
import { useSeriesTableState } from "./context.ts";
import { grouped, type TableRow } from "./groups.ts";
import { narrowed } from "./narrowing.ts";
import { useColumnIds } from "./use-column-ids.ts";

/** What the table shows, and how much of it has come. */
export interface ShownRows {
  readonly rows: readonly TableRow[];
  /** Without groups, and without those that are collapsed: what can be chosen. */
  readonly series: readonly SeriesRow[];
  readonly facts: ColumnFacts;
  readonly forecast: number;
  readonly compared: number;
  readonly look: Look | null;
}

const made = new WeakMap<OverviewRow, SeriesRow>();

/** The same row as before where nothing new is known of its series: it is not drawn again. */
function seriesRow(row: OverviewRow, profile: ProfiledSeriesRow | undefined): SeriesRow {
  const before = made.get(row);
  if (before !== undefined && before.profile === profile) return before;
  const next: SeriesRow = { kind: "series", id: row.series.id, row, profile };
  made.set(row, next);
  return next;
}

export function useRows(dataset: ImportedDataset): ShownRows {
  const overview = useOverview();
  const { handle } = dataset;
  const table = useOverviewState((state) => tableOf(state, handle));
  const profile = useNeededProfile(handle);
  const facts = useFacts(dataset, profile.progress?.state ?? null);
  const preset = useSeriesTableState((state) => state.preset);
  const typed = useSeriesTableState((state) => state.query);
  const query = useDeferredValue(typed);
  const conditions = useSeriesTableState((state) => state.conditions);
  const sorting = useSeriesTableState((state) => state.sorting);
  const groupBy = useSeriesTableState((state) => state.groupBy);
  const collapsed = useSeriesTableState((state) => state.collapsed);

  const [look, setLook] = useState<Look | null>(null);
  useEffect(() => {
    const next = overview.look(handle, "all");
    setLook(next);
    return () => next.end();
  }, [overview, handle]);

  const all = useMemo(
    () => table.rows.map((row) => seriesRow(row, profile.rows.get(row.series.id))),
    [table.rows, profile.rows],
  );
  const series = useMemo(
    () => narrowed(all, { preset, query, conditions, sorting }, facts),
    [all, preset, query, conditions, sorting, facts],
  );
  const rows = useMemo(() => {
    const columns = groupColumnsOf(dataset);
    const column = columns.find(({ id }) => id === groupBy);
    if (column === undefined) return series;
    return grouped(series, { part: column.part, parts: columns.length }, (group) => collapsed.has(group));
  }, [dataset, series, groupBy, collapsed]);
  const counts = useMemo(
    () => ({
      forecast: table.rows.filter(({ forecast }) => forecast.state !== "open").length,
      compared: table.rows.filter(({ evidence }) => evidence.state !== "open").length,
    }),
    [table.rows],
  );
  return { rows, series, facts, ...counts, look };
}

/** Profiles come by themselves; who sorts by what they say waits for them. */
function useNeededProfile(dataset: string): KnownProfile {
  const profiles = useProfiles();
  const ids = useColumnIds(dataset);
  const sorting = useSeriesTableState((state) => state.sorting.column);
  const preset = useSeriesTableState((state) => state.preset);
  const conditions = useSeriesTableState((state) => state.conditions);
  const isShown = columnsOf(ids).some(({ needs }) => needs === "profile");
  const isWaitedFor =
    preset === "anomalies" ||
    [sorting, ...conditions.map(({ column }) => column)].some((id) => columnOf(id)?.needs === "profile");
  useEffect(
    () => (isShown || isWaitedFor ? profiles.watch(dataset, isWaitedFor) : undefined),
    [profiles, dataset, isShown, isWaitedFor],
  );
  return useProfilesState((state) => profileOf(state, dataset));
}

function useFacts({ name }: ImportedDataset, profiling: ColumnFacts["profiling"]): ColumnFacts {
  const models = useSessionState((state) => state.models);
  const methods = useSessionState((state) => state.methods);
  const adopted = useAdopted();
  return useMemo(
    () => ({
      modelName: (id) => methodText(id, methods.forecasters, models),
      isAdopted: (series) => adopted.has(series),
      fileName: name,
      profiling,
    }),
    [models, methods, adopted, name, profiling],
  );
}

/** Tells the look which series are in sight, so that they come first; those that are not shown come last. */
export function useSight(
  { rows, look }: Pick<ShownRows, "rows" | "look">,
  all: number,
): (from: number, to: number) => void {
  const sight = useRef({ from: 0, to: 0 });
  const order = useMemo(() => {
    const places = rows.map((row) => (row.kind === "series" ? row.row.place : -1));
    if (places.length === all) return places;
    const shown = new Set(places);
    return [...places, ...Array.from({ length: all }, (_, place) => place).filter((place) => !shown.has(place))];
  }, [rows, all]);
  useEffect(() => look?.see({ order, ...sight.current }), [look, order]);
  return useMemo(
    () => (from, to) => {
      sight.current = { from, to };
      look?.see({ order, from, to });
    },
    [look, order],
  );
}

/** For a file or the clipboard: numbers in full. */
export function tableCells(
  rows: readonly SeriesRow[],
  ids: readonly string[],
  facts: ColumnFacts,
): readonly (readonly (string | number)[])[] {
  const columns = columnsOf(ids).filter(({ isSortable }) => isSortable !== false);
  const cell = (value: number | string): number | string =>
    typeof value === "number" && Number.isNaN(value) ? "" : value;
  return [
    [
      ...columns.map(({ title }) => title.replaceAll("\u00A0", " ")),
      "80 % from",
      "80 % to",
      "Last value at",
      "Horizon ends",
    ],
    ...rows.map((row) => [
      ...columns.map((column) => column.writtenOf?.(row) ?? cell(column.valueOf(row, facts))),
      ...boundsOf(row).map(cell),
    ]),
  ];
}

function boundsOf({ row }: SeriesRow): readonly (number | string)[] {
  const forecast = row.forecast.state === "known" ? row.forecast.value : null;
  return [
    forecast?.lower ?? Number.NaN,
    forecast?.upper ?? Number.NaN,
    timeWritten(row.lastTime),
    timeWritten(forecast?.time),
  ];
}
