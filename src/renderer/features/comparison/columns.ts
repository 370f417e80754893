import type { Compared } from "#contract/ipc";
import type { NumberFormat } from "#engine/format";
import { missingText } from "#renderer/format";
import { fixed, percent, signed } from "./error-format.ts";

/** What a number of the table is better by being. */
export type Better = "lower" | "higher" | "near-zero" | "near-80";

export interface MetricInfo {
  readonly id: string;
  readonly title: string;
  /** One line, for those who don't know it. */
  readonly explanation: string;
  readonly better: Better;
  /** In the units of the series, as a share of one, or neither. */
  readonly unit: "series" | "share" | "none";
}

/** Metrics of the table and of the charts, by the ids that reports have them under. */
export const metrics = [
  {
    id: "skill",
    title: "Skill",
    explanation: "How much lower the error (MASE) is than that of seasonal naive, which repeats the last season",
    better: "higher",
    unit: "share",
  },
  {
    id: "MASE",
    title: "MASE",
    explanation:
      "Mean absolute error of the median, in errors of repeating the last season one step at a time: below 1 is better than that",
    better: "lower",
    unit: "none",
  },
  {
    id: "WQL",
    title: "WQL",
    explanation:
      "Weighted quantile loss: how far the whole range of outcomes is off, relative to the size of the values",
    better: "lower",
    unit: "none",
  },
  {
    id: "coverage80",
    title: "In 80\u00A0%",
    explanation: "Share of what happened that lay within the 80 % range; close to 80 % is right",
    better: "near-80",
    unit: "share",
  },
  {
    id: "bias",
    title: "Bias",
    explanation: "Mean of forecast less what happened, in the units of the series: above zero it forecasts too high",
    better: "near-zero",
    unit: "series",
  },
  {
    id: "width80",
    title: "80\u00A0% width",
    explanation: "Mean width of the 80 % range, in the units of the series: narrow is good only where the range holds",
    better: "lower",
    unit: "series",
  },
  {
    id: "MAE",
    title: "MAE",
    explanation: "Mean absolute error of the median, in the units of the series",
    better: "lower",
    unit: "series",
  },
  {
    id: "RMSE",
    title: "RMSE",
    explanation: "Root of the mean squared error, in the units of the series: large misses count most",
    better: "lower",
    unit: "series",
  },
  {
    id: "MAPE",
    title: "MAPE",
    explanation: "Mean absolute error as a share of what happened; steps where that is zero can't be counted",
    better: "lower",
    unit: "share",
  },
  {
    id: "sMAPE",
    title: "sMAPE",
    explanation: "Symmetric percentage error: the error as a share of the mean size of forecast and value",
    better: "lower",
    unit: "share",
  },
] as const satisfies readonly MetricInfo[];

export type MetricId = (typeof metrics)[number]["id"];

export function metricOf(id: MetricId): MetricInfo {
  const found: MetricInfo | undefined = metrics.find((metric) => metric.id === id);
  if (found === undefined) throw new Error(`There is no metric ${id}.`);
  return found;
}

/** One column of the table. */
export interface Column {
  readonly id: string;
  readonly title: string;
  readonly explanation: string;
  /** NaN where nothing could be measured; null where the column is of words. */
  readonly valueOf: (row: Compared) => number;
  readonly textOf: (row: Compared) => string;
  /** Beside it in small type. */
  readonly noteOf?: (row: Compared) => string | null;
  readonly better: Better | null;
}

/** What the columns need to know of the report. */
export interface TableFacts {
  readonly leader: string | null;
  readonly origins: number;
  /** Writes numbers in the units of the series. */
  readonly inUnits: NumberFormat;
}

/** Metrics that a further column may show. */
export const furtherMetrics: readonly MetricId[] = ["MAE", "RMSE", "MAPE", "sMAPE"];

const measured: readonly MetricId[] = ["skill", "MASE", "WQL", "coverage80", "bias"];

/** The columns in their order, and one that the user adds. */
export function columnsOf(facts: TableFacts, further: MetricId | null): readonly Column[] {
  const { leader, origins, inUnits } = facts;
  return [
    ...measured.map((id) => metricColumn(metricOf(id), inUnits)),
    {
      id: "seconds",
      title: "Seconds",
      explanation: "How long its forecasts at all of these origins took to compute; none where they were known already",
      valueOf: ({ seconds }) => seconds,
      textOf: ({ seconds, error }) => (error === null ? fixed(seconds, 1) : missingText),
      better: null,
    },
    {
      id: "wins",
      title: "Origins won",
      explanation: "Past forecasts where no other model had a smaller error",
      valueOf: ({ wins, error }) => (error === null ? wins : Number.NaN),
      textOf: ({ wins, error }) => (error === null ? `${wins} of ${origins}` : missingText),
      better: "higher",
    },
    {
      id: "difference",
      title: "Against the best",
      explanation:
        "Whether its error differs from the best model's by more than chance would explain (Diebold and Mariano’s test, 5 %)",
      valueOf: (row) => (row.id === leader ? 2 : (row.difference?.p ?? Number.NaN)),
      textOf: (row) => differenceText(row, leader),
      noteOf: ({ difference }) => (difference === null ? null : pText(difference.p)),
      better: null,
    },
    metricColumn(metricOf("width80"), inUnits),
    ...(further === null ? [] : [metricColumn(metricOf(further), inUnits)]),
  ];
}

function metricColumn(metric: MetricInfo, inUnits: NumberFormat): Column {
  const { id, title, explanation, better } = metric;
  const write = writerOf(metric, inUnits);
  return {
    id,
    title,
    explanation,
    better,
    valueOf: ({ scores }) => scores[id] ?? Number.NaN,
    textOf: ({ scores }) => write(scores[id] ?? Number.NaN),
  };
}

/** Writes values of a metric. */
export function writerOf({ id, unit }: MetricInfo, inUnits: NumberFormat): NumberFormat {
  if (unit === "series") return id === "bias" ? (value) => signed(inUnits(value)) : inUnits;
  if (unit === "share")
    return id === "coverage80" || id === "skill" ? (value) => percent(value) : (value) => percent(value, 1);
  return (value) => fixed(value, 3);
}

function differenceText({ id, error, difference }: Compared, leader: string | null): string {
  if (error !== null || leader === null) return missingText;
  if (id === leader) return "Best";
  if (difference === null) return "Too few to tell";
  return difference.isClear ? "Clearly worse" : "No clear difference";
}

/** "p = 0.31", "p < 0.001". */
export function pText(p: number): string {
  if (!Number.isFinite(p)) return "";
  return p < 0.001 ? "p < 0.001" : `p = ${fixed(p, p < 0.095 ? 3 : 2)}`;
}

/** How far a value is from the best that there could be: lower is better, whatever the metric. */
export function badness(value: number, better: Better): number {
  switch (better) {
    case "lower":
      return value;
    case "higher":
      return -value;
    case "near-zero":
      return Math.abs(value);
    case "near-80":
      return Math.abs(value - 0.8);
  }
}

/** Ids of the rows that are best in a column; none where all are alike, or only one has a value. */
export function bestIn(rows: readonly Compared[], { better, valueOf, textOf }: Column): ReadonlySet<string> {
  if (better === null) return new Set();
  const known = rows
    .map((row) => ({ id: row.id, text: textOf(row), value: badness(valueOf(row), better) }))
    .filter(({ value }) => !Number.isNaN(value));
  const least = Math.min(...known.map(({ value }) => value));
  // What is written alike is alike.
  const texts = new Set(known.filter(({ value }) => value === least).map(({ text }) => text));
  const best = known.filter(({ text }) => texts.has(text));
  return new Set(best.length === known.length ? [] : best.map(({ id }) => id));
}

export interface Sorting {
  readonly column: string;
  readonly direction: "ascending" | "descending";
}

/** Rows in the order of a column's values, or of the names; what could not be measured comes last in either direction. */
export function sortedRows(
  rows: readonly Compared[],
  columns: readonly Column[],
  { column, direction }: Sorting,
): readonly Compared[] {
  const sign = direction === "ascending" ? 1 : -1;
  const found = columns.find(({ id }) => id === column);
  if (found === undefined) return rows.toSorted((left, right) => sign * left.name.localeCompare(right.name, "en"));
  return rows.toSorted((left, right) => {
    const [one, other] = [found.valueOf(left), found.valueOf(right)];
    if (Number.isNaN(one) || Number.isNaN(other)) return Number(Number.isNaN(one)) - Number(Number.isNaN(other));
    return sign * (one - other);
  });
}

/** The table as rows of cells for a file or the clipboard: names first, numbers in full. */
export function tableCells(rows: readonly Compared[], columns: readonly Column[]): (string | number)[][] {
  return [
    ["Model", "Id", ...columns.map(({ title }) => title.replaceAll("\u00A0", " "))],
    ...rows.map((row) => [
      row.name,
      row.id,
      ...columns.map((column) => {
        if (column.id === "difference") return [column.textOf(row), column.noteOf?.(row)].filter(Boolean).join(", ");
        const value = column.valueOf(row);
        return Number.isNaN(value) ? "" : value;
      }),
    ]),
  ];
}
