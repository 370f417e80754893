import type { Compared, EarlyRow } from "#contract/ipc";
import { type Metric, metricLoss, metrics } from "#domain/score";
import type { NumberFormat } from "#engine/format";
import { fixed, missingText, percent, plural, pText, signed } from "#renderer/format";
import { sortedBy, type Sorting } from "#renderer/ui";

export const metricIds: readonly string[] = metrics.map(({ id }) => id);

/** @throws Error for an id that names no metric */
export function metricOf(id: string): Metric {
  const found: Metric | undefined = metrics.find((metric) => metric.id === id);
  if (found === undefined) throw new Error(`There is no metric ${id}.`);
  return found;
}

/** Where the name of a metric is too long for a column. */
const shortTitles: Readonly<Record<string, string>> = {
  coverage80: "In 80\u00A0%",
  width80: "80\u00A0% width",
};

/** What the table shows of a model. */
export interface Row extends Pick<
  Compared,
  "id" | "name" | "isStatistical" | "error" | "scores" | "steps" | "nonZeroSteps" | "seconds" | "difference"
> {
  /** Null until all models are scored: it depends on the others, as does the difference. */
  readonly wins: number | null;
}

/** In the place of a number that depends on models that are not scored. */
const openText = "\u2026";

/** The row of a model before the others are done. */
export function earlyRow(row: EarlyRow): Row {
  return { ...row, wins: null, difference: null };
}

/** One column of the table. */
export interface Column {
  readonly id: string;
  readonly title: string;
  readonly explanation: string;
  /** By which it is sorted; NaN where nothing could be measured. */
  readonly valueOf: (row: Row) => number;
  readonly textOf: (row: Row) => string;
  /** Beside it in small type. */
  readonly noteOf?: (row: Row) => string | null;
  /** How far a value is from the best; null where none is better than another. */
  readonly lossOf: ((value: number) => number) | null;
}

/** What the columns need to know of the report. */
export interface TableFacts {
  readonly leader: string | null;
  readonly origins: number;
  /** Writes numbers in the units of the series. */
  readonly inUnits: NumberFormat;
}

/** Metrics that a further column may show. */
export const furtherMetrics: readonly string[] = metricIds.filter(
  (id) => !["MASE", "WQL", "coverage80", "bias", "width80"].includes(id),
);

/** The columns in their order, and one that the user adds. */
export function columnsOf(facts: TableFacts, further: string | null): readonly Column[] {
  const { leader, origins, inUnits } = facts;
  return [
    {
      id: "skill",
      title: "Skill",
      explanation: "How much lower its MASE is than that of seasonal naive, which repeats the last season",
      valueOf: ({ scores }) => scores["skill"] ?? Number.NaN,
      textOf: ({ scores }) => percent(scores["skill"] ?? Number.NaN),
      lossOf: (value) => -value,
    },
    ...["MASE", "WQL", "coverage80", "bias"].map((id) => metricColumn(metricOf(id), inUnits)),
    {
      id: "seconds",
      title: "Seconds",
      explanation: "How long its forecasts at all of these origins took to compute; none where they were known already",
      valueOf: ({ seconds }) => seconds,
      textOf: ({ seconds, error }) => (error === null ? fixed(seconds, 1) : missingText),
      lossOf: null,
    },
    {
      id: "wins",
      title: "Origins won",
      explanation: "Past forecasts where no other model had a smaller error",
      valueOf: ({ wins, error }) => (error === null ? (wins ?? Number.NaN) : Number.NaN),
      textOf: ({ wins, error }) => (error !== null ? missingText : wins === null ? openText : `${wins} of ${origins}`),
      lossOf: (value) => -value,
    },
    {
      id: "difference",
      title: "Against the best",
      explanation:
        "Whether its error differs from the best model's by more than chance would explain (Diebold and Mariano’s test at 5 %). Six past forecasts that share no steps are the least that it takes",
      valueOf: (row) => (row.id === leader ? 2 : (row.difference?.p ?? Number.NaN)),
      textOf: (row) => differenceText(row, leader),
      noteOf: ({ difference }) => (difference === null ? null : differenceNote(difference)),
      lossOf: null,
    },
    // Narrow is good only where the range holds, so none is the best.
    { ...metricColumn(metricOf("width80"), inUnits), lossOf: null },
    ...(further === null ? [] : [metricColumn(metricOf(further), inUnits)]),
  ];
}

function metricColumn(metric: Metric, inUnits: NumberFormat): Column {
  const { id, name, words } = metric;
  const write = writerOf(metric, inUnits);
  return {
    id,
    title: shortTitles[id] ?? name,
    explanation: metric.unit === "series" ? `${words} In the units of the series.` : words,
    valueOf: ({ scores }) => scores[id] ?? Number.NaN,
    textOf: ({ scores }) => write(scores[id] ?? Number.NaN),
    lossOf: (value) => metricLoss(id as (typeof metrics)[number]["id"], value),
  };
}

/** Writes values of a metric: in the units of the series, as percent, or as they are. */
export function writerOf({ id, unit }: Metric, inUnits: NumberFormat): NumberFormat {
  const isSigned = id === "bias" || id === "relativeBias";
  const write: NumberFormat =
    unit === "series"
      ? inUnits
      : unit === "fraction"
        ? (value) => percent(value, id.startsWith("coverage") ? 0 : 1)
        : (value) => fixed(value, 3);
  return isSigned ? (value) => signed(write(value)) : write;
}

function differenceText({ id, error, wins, difference }: Row, leader: string | null): string {
  if (error === null && wins === null) return openText;
  if (error !== null || leader === null) return missingText;
  if (id === leader) return "Best";
  if (difference === null || difference.verdict === "too-few") return "Too few to tell";
  if (difference.verdict === "no-clear-difference") return "No clear difference";
  return difference.meanDifference > 0 ? "Clearly worse" : "Clearly better";
}

function differenceNote({ verdict, p, pairs }: NonNullable<Compared["difference"]>): string {
  return verdict === "too-few" ? plural(pairs, "forecast", "forecasts") : pText(p);
}

/** Ids of the rows that are best in a column; none where all are alike, only one has a value, or some are still to come. */
export function bestIn(rows: readonly Row[], { lossOf, valueOf, textOf }: Column): ReadonlySet<string> {
  if (lossOf === null || rows.some(({ wins }) => wins === null)) return new Set();
  const known = rows
    .map((row) => ({ id: row.id, text: textOf(row), value: lossOf(valueOf(row)) }))
    .filter(({ value }) => !Number.isNaN(value));
  const least = Math.min(...known.map(({ value }) => value));
  // What is written alike is alike.
  const texts = new Set(known.filter(({ value }) => value === least).map(({ text }) => text));
  const best = known.filter(({ text }) => texts.has(text));
  return new Set(best.length === known.length ? [] : best.map(({ id }) => id));
}

/** Rows in the order of a column's values, or of the names; what could not be measured comes last in either direction. */
export function sortedRows(
  rows: readonly Row[],
  columns: readonly Column[],
  { column, direction }: Sorting,
): readonly Row[] {
  const found = columns.find(({ id }) => id === column);
  return sortedBy(rows, found?.valueOf ?? (({ name }) => name), direction);
}

/** The table as rows of cells for a file or the clipboard: names first, numbers in full. */
export function tableCells(rows: readonly Row[], columns: readonly Column[]): (string | number)[][] {
  return [
    ["Model", "Id", ...columns.map(({ title }) => title.replaceAll("\u00A0", " "))],
    ...rows.map((row) => [
      row.name,
      row.id,
      ...columns.map((column) => {
        if (column.id === "difference" && row.wins === null) return "";
        if (column.id === "difference") return [column.textOf(row), column.noteOf?.(row)].filter(Boolean).join(", ");
        const value = column.valueOf(row);
        return Number.isNaN(value) ? "" : value;
      }),
    ]),
  ];
}
