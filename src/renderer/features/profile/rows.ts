import type { ProfiledSeriesRow, Profiling } from "#domain/job";
import { demandClasses, stationarityVerdicts, trendDirections } from "#domain/profile";
import type { SeriesSummary } from "#domain/series";
import { formatCalendarSpan, formatCount, missingText, percent } from "#renderer/format";
import type { TableCells } from "#renderer/context";
import { sortedBy, type Sorting } from "#renderer/ui";
import { isLeft } from "./filters.ts";

/** A series of the list, and what is known of it by now. */
export interface ListRow {
  readonly series: SeriesSummary;
  readonly known: ProfiledSeriesRow | undefined;
}

export interface ListColumn {
  readonly id: string;
  readonly title: string;
  readonly explanation: string;
  /** In rem. */
  readonly width: number;
  readonly isText?: boolean;
  /** Whether one look at the values tells it; the others need the full profile. */
  readonly isCoarse: boolean;
  /** By which it is sorted, and what a file gets; NaN and "" where there is none. */
  readonly valueOf: (row: ListRow) => number | string;
  readonly textOf: (row: ListRow) => string;
}

const none = Number.NaN;
const wordsIn = (all: Readonly<Record<string, { readonly label: string }>>, id: string | undefined): string =>
  id === undefined ? "" : (all[id]?.label ?? "");

export const listColumns: readonly ListColumn[] = [
  {
    id: "series",
    title: "Series",
    explanation: "The series, by name",
    width: 8,
    isText: true,
    isCoarse: true,
    valueOf: ({ series }) => series.id,
    textOf: ({ series }) => series.id,
  },
  {
    id: "steps",
    title: "Steps",
    explanation: "Length of the series on its regular grid, missing steps included",
    width: 4.25,
    isCoarse: true,
    valueOf: ({ series }) => series.steps,
    textOf: ({ series }) => formatCount(series.steps),
  },
  {
    id: "missing",
    title: "Missing",
    explanation: "Steps without a value, as a share of all steps",
    width: 4.5,
    isCoarse: true,
    valueOf: ({ series }) => (series.steps === 0 ? none : series.missing / series.steps),
    textOf: ({ series }) => shareText(series.missing, series.steps),
  },
  {
    id: "trend",
    title: "Trend",
    explanation:
      "Direction and strength: the share of the movement without seasons that a smooth trend explains. Sorted from falling to rising",
    width: 7.25,
    isText: true,
    isCoarse: false,
    valueOf: ({ known }) => {
      const trend = known?.profile?.trend;
      if (trend == null) return none;
      return trend.direction === "none" ? 0 : trend.direction === "rising" ? trend.strength : -trend.strength;
    },
    textOf: ({ known }) => {
      const trend = known?.profile?.trend;
      if (trend == null) return missingText;
      return trend.direction === "none"
        ? trendDirections.none.label
        : `${trendDirections[trend.direction].label} ${percent(trend.strength)}`;
    },
  },
  {
    id: "seasons",
    title: "Seasons",
    explanation:
      "The strongest season and its strength: the share of the movement around the trend that it explains; and how many more there are",
    width: 7,
    isText: true,
    isCoarse: false,
    valueOf: ({ known }) => {
      const seasons = known?.profile?.seasons;
      return seasons == null ? none : Math.max(0, ...seasons.map(({ strength }) => strength));
    },
    textOf: ({ series, known }) => {
      const seasons = known?.profile?.seasons;
      if (seasons == null) return missingText;
      const [strongest] = seasons.toSorted((one, other) => other.strength - one.strength);
      if (strongest === undefined) return "None";
      const more = seasons.length === 1 ? "" : `, +${seasons.length - 1}`;
      return `${formatCalendarSpan(strongest.length, series.frequency)} ${percent(strongest.strength)}${more}`;
    },
  },
  {
    id: "demand",
    title: "Demand",
    explanation:
      "How demand comes: how often there is any, and how different the sizes are. None where values are below zero",
    width: 5.75,
    isText: true,
    isCoarse: false,
    valueOf: ({ known }) => wordsIn(demandClasses, known?.profile?.demand?.class),
    textOf: ({ known }) => wordsIn(demandClasses, known?.profile?.demand?.class) || missingText,
  },
  {
    id: "stationarity",
    title: "Stationarity",
    explanation: "Whether values keep returning to a level or a line",
    width: 7,
    isText: true,
    isCoarse: false,
    valueOf: ({ known }) => wordsIn(stationarityVerdicts, known?.profile?.stationarity?.verdict),
    textOf: ({ known }) => wordsIn(stationarityVerdicts, known?.profile?.stationarity?.verdict) || missingText,
  },
  {
    id: "changepoints",
    title: "Changes",
    explanation: "Changepoints: steps where the level, the slope or the size of the noise changed and stayed changed",
    width: 4.5,
    isCoarse: false,
    valueOf: ({ known }) => known?.profile?.changepoints?.list.length ?? none,
    textOf: ({ known }) => countText(known?.profile?.changepoints?.list.length),
  },
  {
    id: "anomalies",
    title: "Anomalies",
    explanation: "Values far from what trend and seasons say",
    width: 5.25,
    isCoarse: false,
    valueOf: ({ known }) => known?.profile?.anomalies?.total ?? none,
    textOf: ({ known }) => countText(known?.profile?.anomalies?.total),
  },
  {
    id: "forecastability",
    title: "Forecastability",
    explanation: "How regular the series is, by the entropy of its spectrum: 0 % pure noise, 100 % a pure wave",
    width: 6.5,
    isCoarse: false,
    valueOf: ({ known }) => known?.profile?.forecastability?.value ?? none,
    textOf: ({ known }) => percent(known?.profile?.forecastability?.value ?? none),
  },
];

/** How many columns the coarse look fills. */
export const coarseColumns = listColumns.filter(({ isCoarse }) => isCoarse).length;

function countText(count: number | undefined): string {
  return count === undefined ? missingText : formatCount(count);
}

/** "0 %" only where it is none. */
function shareText(part: number, whole: number): string {
  if (whole === 0) return missingText;
  const share = part / whole;
  return part > 0 && share < 0.001 ? "<\u00A00.1\u00A0%" : percent(share, part > 0 ? 1 : 0);
}

/** The order that brings up what needs a look. */
export const worstFirst: Sorting = { column: "worst", direction: "descending" };

/** Failed, then empty, then constant series, and then by what is missing, irregular and anomalous; NaN of what is not known yet. */
export function doubtOf({ series, known }: ListRow): number {
  if (known === undefined) return none;
  const { summary, profile, error } = known;
  if (error !== null) return 100;
  if (summary !== null && summary.observed === 0) return 50;
  if (summary?.isConstant === true) return 25;
  if (profile === null) return none;
  const anomalies = (profile.anomalies?.total ?? 0) / Math.max(series.steps, 1);
  return series.missing / Math.max(series.steps, 1) + anomalies + (1 - (profile.forecastability?.value ?? 0));
}

const made = new WeakMap<SeriesSummary, ListRow>();

/** The same row as before where nothing new is known of its series: it is not drawn again. */
function rowOf(series: SeriesSummary, known: ProfiledSeriesRow | undefined): ListRow {
  const before = made.get(series);
  if (before !== undefined && before.known === known) return before;
  const row = { series, known };
  made.set(series, row);
  return row;
}

/** The rows of the list: those that are left by the filter and the words, in order. */
export function listRows(
  series: readonly SeriesSummary[],
  known: ReadonlyMap<string, ProfiledSeriesRow>,
  { filter, sorting }: { readonly filter: string; readonly sorting: Sorting },
): readonly ListRow[] {
  const rows = series.map((one) => rowOf(one, known.get(one.id)));
  const left = rows.filter((row) => isLeft(row.known, filter));
  if (sorting.column === worstFirst.column) return sortedBy(left, doubtOf, sorting.direction);
  const column = listColumns.find(({ id }) => id === sorting.column);
  return column === undefined ? left : sortedBy(left, column.valueOf, sorting.direction);
}

/** What stands in the place of the columns that need a full profile; null where it is there. */
export function insteadOf(
  { known }: ListRow,
  state: Profiling["state"] | null,
): { readonly text: string; readonly isError: boolean } | null {
  if (known?.error != null) return { text: known.error.message, isError: true };
  if (known?.profile != null) return null;
  if (state === "running" || state === "pending" || state === "retrying" || state === null)
    return { text: known?.summary == null ? "Coming" : "Coming: looked at once so far", isError: false };
  return { text: state === "paused" ? "Paused before this one" : "Not examined", isError: false };
}

/** The list as rows of cells for a file or the clipboard: numbers in full. */
export function listCells(rows: readonly ListRow[]): TableCells {
  return [
    [...listColumns.map(({ title }) => title), "Trend strength", "Season lengths", "Error"],
    ...rows.map((row) => {
      const { profile, error } = row.known ?? {};
      return [
        ...listColumns.map(({ id, valueOf }) => {
          if (id === "trend") return wordsIn(trendDirections, profile?.trend?.direction);
          return cellOf(valueOf(row));
        }),
        cellOf(profile?.trend?.strength ?? none),
        profile?.seasons?.map(({ length }) => length).join(" ") ?? "",
        error?.message ?? "",
      ];
    }),
  ];
}

function cellOf(value: number | string): number | string {
  return typeof value === "number" && Number.isNaN(value) ? "" : value;
}
